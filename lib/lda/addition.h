/* addition - what a model has learned, as the prior of documents that are added.
 *
 * The counts S of the old model stay, times a decay; those of the new documents, C, are
 * added to them after each E-step, which goes over the new documents alone:
 *     lambda = eta + decay S' + C
 *     S'_wk ~ S_wk phi_wk / old phi_wk,  sum_k S'_wk = sum_k S_wk
 * where phi is that of lambda = eta + decay S + C, and old phi that without C.  S' is what
 * an E-step over the old documents would give to first order, with their mixtures as they
 * were: their words move to the topics to which the new documents draw them.
 * Source: Broderick, Boyd, Wibisono, Wilson, Jordan (2013), "Streaming variational
 * Bayes", section 2, for S' = S. */
#ifndef LDA_ADDITION_H
#define LDA_ADDITION_H

#include "base/fault.h"
#include "lda/model.h"
#include "lda/mstep.h"
#include "lda/statistics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lda_addition {
	size_t terms, topics, stride;
	/* dense */
	float *counts;    /* V x stride: decay S */
	/* sparse; whole steps, a decayed one rounded by a hash of term and topic */
	size_t *start;    /* size V + 1 */
	uint64_t *pair;
	uint64_t *rest;   /* size V */
	uint64_t *spread; /* size K */
	double *share;    /* size K: how a rest is spread */
	/* both */
	double *totals;   /* size K: of eta + seeds + decay S */
};

/* Of the old model.  decay: 0 to 1.  FAULT_USAGE: a sparse model that has learned nothing
 * yet; one that was imported as probabilities, beside whose tokens those of any document
 * vanish, unless a decay makes them few.  last: the model's counts are not needed any more,
 * and it is only to be released: their memory goes meanwhile. */
int lda_addition_init(struct lda_addition *addition, const struct lda_model *model, double decay,
	bool last, struct fault *fault) MUST_USE;
void lda_addition_release(struct lda_addition *addition); /* idempotent; accepts zeroed */

/* lda_mstep in batch, with the old counts, in two steps: from a model of the same shape and
 * form as the old one and its statistics of the new documents.  Priors stay as they are.  The
 * first needs no old counts, so that a dense model's need not be there while the new ones are. */
int lda_addition_learn(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *step, int threads, struct fault *fault) MUST_USE;
int lda_addition_move(const struct lda_addition *addition, struct lda_model *model,
	struct lda_statistics *statistics, const struct lda_step *step, int threads,
	struct fault *fault) MUST_USE;

#endif
