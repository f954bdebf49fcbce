/* groups - mean shares of topics in groups of documents, with intervals.
 *
 * Of a group's documents with shares x and weights w (1, or their tokens):
 *     mean      m = sum w x / sum w
 *     variance  n / (n - 1) sum w^2 (x - m)^2 / (sum w)^2
 *     interval  m +- t sqrt(variance), t Student's 97.5 % quantile at n - 1
 * For w = 1 the variance is s^2 / n.
 * Source: Cochran (1977), "Sampling Techniques", 3rd edition, section 6.3: the
 * variance of a ratio of means, without the correction for a finite population. */
#ifndef TOPIC_GROUPS_H
#define TOPIC_GROUPS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/source.h"
#include "stream/topicnames.h"
#include "topic/groupkeys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct groups {
	const struct groupkeys *keys; /* borrowed */
	size_t topics;                /* K */
	struct topicnames names;      /* of the vectors added */
	bool by_tokens;               /* w = tokens */
	/* size groups */
	uint64_t *documents;
	double *tokens, *weight, *squares; /* sums of tokens, w, w^2 */
	/* groups x K: sums of w x, w^2 x, w^2 x^2 */
	double *first, *second, *third;
	/* documents that no key of the table names */
	uint64_t missing;
	char example[256];            /* of one, fit for a message */
};

/* keys must live as long.  FAULT_SYSTEM where groups x K does not fit. */
int groups_init(struct groups *groups, const struct groupkeys *keys, size_t topics,
	bool by_tokens, struct fault *fault) MUST_USE;
void groups_release(struct groups *groups); /* idempotent; accepts zeroed */

/* Adds all vectors of an open source.  corpus, NULL or an open source of a
 * corpus of the same documents in the same order, gives their tokens; FAULT_DATA
 * names the first document that differs. */
int groups_add(struct groups *groups, struct source *vectors, struct source *corpus,
	int threads, struct fault *fault) MUST_USE;

/* Adds one document: share, size K. */
void groups_add_document(struct groups *groups, const char *name, const double *share,
	double tokens);

/* FAULT_DATA where the table at path names none of the documents added, with examples of
 * both sides. */
int groups_check(const struct groups *groups, const char *path, struct fault *fault) MUST_USE;

/* A topic in a group whose weight is above 0; quantile is student_95 of its
 * documents less 1. */
struct groups_estimate {
	double mean, low, high;
	bool interval; /* low and high are known */
};
struct groups_estimate groups_estimate(const struct groups *groups, size_t group, size_t topic,
	double quantile);

/* Appends a line for each group with documents and each topic, after one that names
 * the columns: group<TAB>topic<TAB>share<TAB>low<TAB>high<TAB>documents<TAB>tokens;
 * "-" where something is not known.  Or, json, an object a group and line. */
int groups_format(const struct groups *groups, bool json, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
