/* profile - the topics of two models over the words they share.
 *
 * Calling sequence: profile_read for each model, profile_common for a pair,
 * then a comparison (likeness.h, angles.h). */
#ifndef TOPIC_PROFILE_H
#define TOPIC_PROFILE_H

#include "base/fault.h"
#include "lda/topics.h"
#include "stream/source.h"
#include "stream/topicnames.h"

#include <stddef.h>
#include <stdint.h>

/* A model of topics or factors. */
struct profile {
	struct source source; /* of profile_read: stays open, for it holds the vocabulary */
	const struct vocabulary *vocabulary; /* borrowed */
	const char *path;     /* borrowed, for messages */
	enum kind kind;       /* topics or factors */
	size_t topics;        /* K */
	struct topicnames names;
	float *weight;        /* V x K, row-major: lambda, or U */
};

/* profile zeroed before.  FAULT_DATA: neither factors nor topics, several
 * models in one stream, damaged. */
int profile_read(struct profile *profile, const char *path, int threads,
	struct fault *fault) MUST_USE;

/* The same of a topic model that is in memory and lives as long. */
int profile_of_model(struct profile *profile, const struct lda_topics *topics, const char *path,
	struct fault *fault) MUST_USE;
void profile_release(struct profile *profile); /* idempotent; accepts zeroed */

/* *weight := the rows of an open source of factors or topics, V x K, read to its
 * end; the caller frees it. */
int profile_rows(struct source *source, float **weight, int threads,
	struct fault *fault) MUST_USE;

/* The common part of two models: C terms, in the order of a's vocabulary. */
struct profile_pair {
	const struct profile *a, *b; /* borrowed */
	size_t terms;                /* C */
	uint32_t *in_a, *in_b;       /* size C: the term's number in each vocabulary */
	float *of_a, *of_b;          /* C x K of each, row-major, see below */
	double share_a, share_b;     /* of all probability of each model's topics, the
	                              * mean of what lies in the common terms */
};

/* The common terms' rows: probabilities of topics, which add up to 1 over the
 * common terms (a topic that has none of them stays 0); of factors U as it is.
 * FAULT_DATA where the models are of different kinds or share no term. */
int profile_common(struct profile_pair *pair, const struct profile *a, const struct profile *b,
	struct fault *fault) MUST_USE;
void profile_pair_release(struct profile_pair *pair); /* idempotent; accepts zeroed */

#endif
