/* members - the documents of topics, the topics of documents, and the topics of
 * words.
 *
 * Shares are those of a stream of vectors: mixtures, or coordinates of LSI,
 * which are ordered by magnitude and keep their sign.  A word's share in a
 * topic is lambda_wk / sum_k lambda_wk; its probability there lambda_wk /
 * sum_w lambda_wk. */
#ifndef TOPIC_MEMBERS_H
#define TOPIC_MEMBERS_H

#include "base/fault.h"
#include "base/outfile.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct members_options {
	size_t n;         /* entries of each list */
	double least;     /* no entry of a smaller share (magnitude) */
	bool json;        /* an object a line, else TSV with a line that names the columns */
	int threads;
};

/* The documents of each topic of the list, numbers and names with commas between, or of
 * all where it is NULL.  Memory: K n names.  FAULT_USAGE: no such topic. */
int members_of_topics(struct source *vectors, const char *list,
	const struct members_options *options, struct outfile *out, struct fault *fault) MUST_USE;

/* The topics of the documents of that name, of all where name is NULL, as they
 * are read; *found counts them. */
int members_of_documents(struct source *vectors, const char *name,
	const struct members_options *options, struct outfile *out, uint64_t *found,
	struct fault *fault) MUST_USE;

/* The topics of words, of an open source of topics.  FAULT_USAGE: the model
 * does not have the word. */
int members_of_words(struct source *model, const char *const *word, size_t count,
	const struct members_options *options, struct outfile *out, struct fault *fault) MUST_USE;

#endif
