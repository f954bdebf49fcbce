/* sparserows - the sparse form's rows in matrix streams (steps.h), for topics.c and
 * statisticsfile.c. */
#ifndef LDA_SPARSEROWS_H
#define LDA_SPARSEROWS_H

#include "base/fault.h"
#include "lda/sparsemodel.h"
#include "stream/sink.h"
#include "stream/source.h"

/* A row a term. */
int lda_sparse_rows_put(const struct lda_sparse *sparse, struct sink *sink,
	struct fault *fault) MUST_USE;

/* Reads the rows of all terms.  FAULT_DATA: terms left out, several models, rows
 * of more than LDA_SPARSE_KEPT pairs, steps of 2^44 and more. */
int lda_sparse_rows_take(struct lda_sparse *sparse, struct source *source, int threads,
	struct fault *fault) MUST_USE;

/* A row for each term that has pairs; the bags are settled. */
int lda_sparse_rows_put_bags(const struct lda_bags *bags, struct sink *sink,
	struct fault *fault) MUST_USE;

/* Adds the rows of all streams to the bags, and their sums to totals, size K. */
int lda_sparse_rows_take_bags(struct lda_bags *bags, int64_t *totals, struct source *source,
	int threads, struct fault *fault) MUST_USE;

#endif
