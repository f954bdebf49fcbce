/* addition - what a model has learned, as the prior of documents that are added.
 *
 * The counts of the old model stay, times a decay; those of the new documents are added
 * to them after each E-step, which goes over the new documents alone:
 *     lambda = eta + decay (lambda_old - eta) + counts
 * Source: Broderick, Boyd, Wibisono, Wilson, Jordan (2013), "Streaming variational
 * Bayes", section 2. */
#ifndef LDA_ADDITION_H
#define LDA_ADDITION_H

#include "base/fault.h"
#include "lda/model.h"
#include "lda/statistics.h"

#include <stddef.h>
#include <stdint.h>

struct lda_addition {
	/* dense */
	float *lambda;    /* V x stride: decay (lambda_old - eta) */
	double *totals;   /* size K: its sums over the terms */
	/* sparse; whole steps, a decayed one rounded by a hash of term and topic */
	size_t *start;    /* size V + 1 */
	uint64_t *pair;
	uint64_t *rest;   /* size V */
	uint64_t *spread; /* size K */
	enum lda_alpha alpha_kind; /* of the model: neither prior is learned meanwhile */
	enum lda_eta eta_kind;
};

/* Of the model as it is, whose priors stay from here to lda_addition_end.  decay: 0 to 1.
 * FAULT_USAGE: a sparse model that has learned nothing yet. */
int lda_addition_init(struct lda_addition *addition, struct lda_model *model, double decay,
	struct fault *fault) MUST_USE;
void lda_addition_release(struct lda_addition *addition); /* idempotent; accepts zeroed */

/* Around a batch lda_mstep: the old counts to sparse statistics, or to a dense model. */
int lda_addition_before(const struct lda_addition *addition, struct lda_statistics *statistics,
	struct fault *fault) MUST_USE;
int lda_addition_after(const struct lda_addition *addition, struct lda_model *model,
	int threads, struct fault *fault) MUST_USE;

/* The model's priors are learned again as they were. */
void lda_addition_end(const struct lda_addition *addition, struct lda_model *model);

#endif
