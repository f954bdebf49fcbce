/* smoothing - phi from the counts of a model of cvb0: words that few documents show lend to
 * words that a topic has not had.
 *
 *     phi_wk = (n_wk - d t_wk + (eta V + d T_k) b_w) / (eta V + n_k)
 *     t_wk = 1 - (1 + n_wk / 8)^-8,  T_k = sum_w t_wk,  b_w ~ 1 + sum_k t_wk
 * t is nearly 1 - e^-n, the chance that the topic has the word at all; from each the discount d is
 * taken, and what was taken is spread like the base b: by how many topics have the word, in
 * place of evenly.  All are functions of the counts lambda - eta.  In the sparse form t is of the
 * topics that are kept of a word; what its others have is taken as it is.
 * Sources: Ney, Essen, Kneser (1994), "On structuring probabilistic dependences"; Teh (2006),
 * "A hierarchical Bayesian language model based on Pitman-Yor processes". */
#ifndef LDA_SMOOTHING_H
#define LDA_SMOOTHING_H

#include "base/fault.h"
#include "lda/sparsemodel.h"

#include <stdbool.h>
#include <stddef.h>

/* The discount is by the corpus. */
#define LDA_DISCOUNT_AUTO (-1)

struct lda_smoothing {
	double given;     /* the discount that was asked for: 0: phi is lambda over its sum;
	                     LDA_DISCOUNT_AUTO */
	double discount;  /* d, in force; 0: phi is lambda over its sum */
	float *base;      /* size V; NULL where discount is 0; owned */
	float *lift;      /* size stride: eta V + d T_k, 0 behind the topics; owned */
};

/* What it is computed from, borrowed: lambda V x stride, or a sparse model; totals size K. */
struct lda_smoothing_of {
	const float *lambda;
	const struct lda_sparse *sparse; /* NULL: dense */
	const double *totals;
	size_t terms, topics, stride;
	double eta;
};

/* d for n tokens: .5, or .3 in the sparse form, up to .6 tokens a topic and word, and from
 * there as the fourth power of their inverse: many tokens show by themselves which words a
 * topic has. */
double lda_smoothing_discount(double n, size_t terms, size_t topics, bool sparse);

/* Sets discount, base and lift: by what is given, or, where force is above 0, of that
 * discount. */
int lda_smoothing_set(struct lda_smoothing *smoothing, const struct lda_smoothing_of *of,
	double force, int threads, struct fault *fault) MUST_USE;

/* phi is lambda over its sum until it is set. */
void lda_smoothing_release(struct lda_smoothing *smoothing); /* idempotent; keeps given */

/* A row of lambda (size stride) to phi; scale is 1 / totals, 0 behind the topics; NULL: to
 * phi times totals. */
void lda_smoothing_row(const struct lda_smoothing *smoothing, float *phi, const float *lambda,
	const float *scale, double eta, size_t term, size_t stride);

/* A row of a sparse model to phi times totals, size K; share is that of
 * lda_sparse_model_shares. */
void lda_smoothing_sparse_row(const struct lda_smoothing *smoothing,
	const struct lda_sparse *sparse, const double *share, size_t term, float *phi);

/* n - d t: what is left of the n tokens that a topic has of a word. */
float lda_smoothing_left(const struct lda_smoothing *smoothing, float n);

#endif
