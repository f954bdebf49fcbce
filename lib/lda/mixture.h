/* mixture - the topics of one document, given a model.
 *
 * cvb0: half of the iterations are mean-field updates,
 *     gamma_ik ~ weight_ik theta_k,  theta_k = alpha_k + sum_i count_i gamma_ik,
 * the others have the token's own share removed (lda_kernel_without_own).
 * Source: Asuncion, Welling, Smyth, Teh (2009), section 3.
 * vb: gamma_k = alpha_k + theta_k sum_i count_i weight_ik / q_i with
 * theta_k = exp(digamma(gamma_k)).
 * Source: Hoffman, Blei, Bach (2010), algorithm 1. */
#ifndef LDA_MIXTURE_H
#define LDA_MIXTURE_H

#include "base/fault.h"
#include "lda/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lda_inferrer {
	const struct lda_model *model;
	const float *weights;  /* lda_model_weights; NULL: fill gives a term's row, stride */
	void (*fill)(const void *context, size_t term, float *row);
	const void *context;
	float *alpha;          /* size stride, 0 behind the topics; owned; cvb0: 0 also where
	                          the document may not have the topic */
	size_t iterations;     /* at most; of cvb0 the first half, rounded up, mean-field */
	double tolerance;      /* stop where theta changes less on average; 0: never */
	bool bound;            /* vb: compute the bound */
};

/* The effort on a document; what isn't given stays the
 * inference's own. */
struct lda_effort {
	uint64_t iterations;   /* 0: not given */
	double tolerance;      /* negative: not given */
	bool bound;
};

/* One thread's space, and the document it was used for last. */
struct lda_mixture {
	float *weight;   /* rows x stride, the document's rows, gathered */
	float *count;    /* rows */
	float *ratio, *rest, *q; /* rows; rest: cvb0 with own shares out */
	float *theta;    /* stride: what the ratios belong to */
	float *gamma;    /* stride: alpha plus expected counts, the result */
	float *sums;     /* stride */
	size_t rows;     /* padded */
	bool own_out;    /* rest holds */
	double tokens;
	double score;    /* nats: cvb0 log likelihood, vb (where asked) the bound */
	size_t rows_room;
};

int lda_mixture_inferrer_init(struct lda_inferrer *inferrer, const struct lda_model *model,
	const float *weights, struct fault *fault) MUST_USE;
void lda_mixture_inferrer_release(struct lda_inferrer *inferrer);
void lda_mixture_inferrer_spend(struct lda_inferrer *inferrer, const struct lda_effort *effort);
void lda_mixture_release(struct lda_mixture *mixture);

/* The pieces of cvb0, for those that choose rows and topics otherwise: room for
 * rows (padded) of stride; counts, size n; and the iterations, of a document whose
 * weight, count, rows and tokens are there, from the gamma that is there. */
struct lda_cvb0 {
	const float *alpha;    /* size stride, 0 behind the topics */
	size_t stride, topics;
	size_t mean_field;     /* iterations */
	size_t own_out;        /* iterations after them; 0: shares stay in */
	double tolerance;
	double mass;           /* of alpha, over all topics */
};

int lda_mixture_room(struct lda_mixture *mixture, size_t rows, size_t stride,
	struct fault *fault) MUST_USE;
void lda_mixture_counts(struct lda_mixture *mixture, const float *count, size_t n);
void lda_mixture_cvb0(const struct lda_cvb0 *cvb0, struct lda_mixture *mixture);

/* term, count  size n, n > 0.  Cost: 4 n K flops an iteration. */
int lda_mixture_infer(const struct lda_inferrer *inferrer, const uint32_t *term, const float *count,
	size_t n, struct lda_mixture *mixture, struct fault *fault) MUST_USE;

#endif
