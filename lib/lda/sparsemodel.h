/* sparsemodel - a topic model that keeps only the largest topics of each word.
 *
 * Of the n_wk tokens of word w in topic k the LDA_SPARSE_KEPT largest are
 * kept, as whole numbers of steps; those of its other topics are one number,
 * rest_w, and are distributed like the topics' totals n_k:
 *     lambda_wk = eta + step (n_wk + rest_w p_k),  p_k = n_k / sum_k n_k
 * Memory and time of a pass are proportional to the kept pairs, not to K. */
#ifndef LDA_SPARSEMODEL_H
#define LDA_SPARSEMODEL_H

#include "base/fault.h"
#include "lda/bags.h"
#include "lda/seeds.h"
#include "stream/stepsform.h"

#include <stddef.h>
#include <stdint.h>

/* How many topics of a word are kept; how many of these begin a document (the
 * likeliest); of a document, how many topics the second iteration has, and how
 * many the others.  Fewer of the last were better, 16 .028 above 32, but for documents
 * that have room for more: those of LDA_SPARSE_LONG words keep them all. */
enum { LDA_SPARSE_KEPT = 256, LDA_SPARSE_FIRST = 64, LDA_SPARSE_WIDE = 32,
	LDA_SPARSE_NARROW = 16, LDA_SPARSE_LONG = 256 };

/* Steps of expected counts, in tokens, and of a model that was just started. */
#define LDA_SPARSE_STEP 0x1p-3
#define LDA_SPARSE_START_STEP 0x1p-20

struct lda_sparse {
	size_t terms, topics;
	double step;       /* tokens */
	size_t *start;     /* size V + 1: where a term's pairs begin */
	uint64_t *pair;    /* each term's, in the order of topics */
	uint64_t *rest;    /* size V, steps */
	uint64_t *spread;  /* size K: n_k, steps */
	size_t pair_room;
};

int lda_sparse_model_init(struct lda_sparse *sparse, size_t topics, size_t terms,
	struct fault *fault) MUST_USE;
void lda_sparse_model_release(struct lda_sparse *sparse);
/* No pairs, no rests. */
void lda_sparse_model_empty(struct lda_sparse *sparse);

/* Sets all pairs and rests from settled bags: of each term its seeds, and then the
 * largest (of equal ones the first topics), LDA_SPARSE_KEPT in all; the others go to its
 * rest. */
int lda_sparse_model_take(struct lda_sparse *sparse, const struct lda_bags *bags,
	const struct lda_seeds *seeds, int threads, struct fault *fault) MUST_USE;

/* lambda's sums over the terms, size K. */
void lda_sparse_model_totals(const struct lda_sparse *sparse, double eta, double *totals);

/* p_k, size topics. */
void lda_sparse_model_shares(const struct lda_sparse *sparse, double *share);

/* A term's lambda, size topics; form->share is of lda_sparse_model_shares. */
void lda_sparse_model_row(const struct lda_sparse *sparse, const struct steps_form *form,
	size_t term, float *lambda);

/* The n largest of keys: the least of them.  keys are different, and are put into
 * another order.  0 < n <= count. */
uint64_t lda_sparse_model_least(uint64_t *keys, size_t count, size_t n);

#endif
