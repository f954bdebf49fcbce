/* statisticsfile - statistics as matrix streams.
 *
 * A row for each term that occurred, whole numbers on the grid
 * 2^-20; column lines #digamma (K + 1 numbers, where alpha is learned),
 * #tokens, #score (where there is one), #documents, #empty; the recipe ends
 * in the digest of the model that they belong to.  #NAME-rest is what a sum of 2^53
 * steps and more has besides the line #NAME.
 *
 * The sparse form (values: steps): a row for each term that occurred, without a
 * rest, #step (tokens), and #rises in the place of #digamma. */
#ifndef LDA_STATISTICSFILE_H
#define LDA_STATISTICSFILE_H

#include "base/fault.h"
#include "lda/statistics.h"
#include "lda/topics.h"
#include "stream/sink.h"

int lda_statistics_file_write(const struct lda_statistics *statistics,
	const struct lda_topics *topics, struct sink *sink, struct fault *fault) MUST_USE;

/* Adds up all statistics of the operands.  FAULT_DATA where some belong to
 * another model, or another vocabulary: both are named. */
int lda_statistics_file_read(struct lda_statistics *statistics, const struct lda_topics *topics,
	const char *const *paths, size_t count, int threads, struct fault *fault) MUST_USE;

/* The same without the model: writes statistics that stand for all of the operands, in
 * whatever groups they are added up.  FAULT_DATA where they belong to several models. */
int lda_statistics_file_sum(const char *const *paths, size_t count, int threads,
	struct sink *sink, struct fault *fault) MUST_USE;

#endif
