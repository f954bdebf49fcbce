/* model - a topic model: how much each word belongs to each topic, and the
 * priors.
 *
 * lambda is the parameter of the topics' Dirichlet distributions: eta plus the weight of
 * a seed (seeds.h) plus the expected count of the word in the topic.  It is the whole
 * state: a step of training is a function of a model and of statistics.  Its sums over the
 * terms are part of it: a step computes them from the old ones, so that it need not go
 * over all of lambda, and other roundings would be other bits. */
#ifndef LDA_MODEL_H
#define LDA_MODEL_H

#include "base/fault.h"
#include "lda/recipe.h"
#include "lda/seeds.h"
#include "lda/smoothing.h"
#include "lda/sparsemodel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where nothing is given: the sum of a symmetric alpha, and eta.  vb has 1 and
 * 1/K, as gensim and scikit-learn. */
#define LDA_CVB0_ALPHA_SUM 10
#define LDA_CVB0_ETA 0.02
#define LDA_SPARSE_ETA_SUM 5  /* over the topics, where that is less: many have few tokens each */
#define LDA_SMOOTHED_ETA 0.05 /* where it is spread by a base (smoothing.h) */

/* Tokens of a topic of which only the probabilities of its words are known: so many that vb
 * takes them as they are, too. */
#define LDA_TOKENS_UNKNOWN 1e12

/* Raised when the same recipe and documents give other numbers than before. */
enum { LDA_NUMERICS = 1 };

struct lda_model {
	size_t topics;   /* K */
	size_t stride;   /* lda_stride(K) */
	size_t terms;    /* V */
	enum lda_inference inference;
	enum lda_alpha alpha_kind;
	enum lda_eta eta_kind;
	uint64_t seed;
	enum lda_begin start;
	double *alpha;   /* size K */
	double eta;
	struct lda_seeds seeds; /* of the topics' prior, and their names */
	float *lambda;   /* V x stride, 0 behind the topics; NULL in the sparse form */
	struct lda_sparse *sparse; /* the sparse form's rows; NULL in the dense form; owned */
	struct lda_smoothing smoothing; /* cvb0: of phi; follows each batch step */
	double *totals;  /* size K: lambda's sums over the terms, kept up by each step */
	uint64_t updates;   /* M-steps so far */
	uint64_t documents; /* seen by them, each as often as it was seen */
};

/* Checks sizes before it allocates; FAULT_USAGE where there are no topics or
 * no terms, FAULT_SYSTEM where they don't fit. */
int lda_model_init(struct lda_model *model, size_t topics, size_t terms, bool sparse,
	struct fault *fault) MUST_USE;
void lda_model_release(struct lda_model *model); /* idempotent; accepts zeroed */

/* What each alpha of a symmetric prior is, and where a learned one begins. */
double lda_model_alpha(enum lda_inference inference, size_t topics);

/* A new dense model for tokens in all (0: unknown): lambda uniform between half and
 * one and a half times its mean, each entry from the seed and its place. */
int lda_model_start(struct lda_model *model, const struct lda_recipe *recipe, size_t terms,
	double tokens, int threads, struct fault *fault) MUST_USE;

/* The priors and what else a recipe says, for a model that was initialised.  FAULT_USAGE:
 * an eta that is learned, with seeds. */
int lda_model_priors(struct lda_model *model, const struct lda_recipe *recipe,
	struct fault *fault) MUST_USE;

/* lambda of all terms, a row at a time, of either form.  A zeroed struct can be
 * released. */
struct lda_rows {
	const struct lda_model *model; /* borrowed */
	struct steps_form form; /* of a sparse model */
};

int lda_model_rows_init(struct lda_rows *rows, const struct lda_model *model,
	struct fault *fault) MUST_USE;
void lda_model_rows_release(struct lda_rows *rows);

/* lambda of a term, size K: to be read only, in row (size stride) or the model's own. */
const float *lda_model_rows_take(const struct lda_rows *rows, size_t term, float *row);

/* Adds lambda up, in a fixed order, to totals: for a model that has none. */
int lda_model_totals(struct lda_model *model, int threads, struct fault *fault) MUST_USE;

/* The smoothing of lambda as it is; discount above 0: that one. */
int lda_model_smooth(struct lda_model *model, double discount, int threads,
	struct fault *fault) MUST_USE;

/* What an E-step takes as the weight of a word in a topic: weights, V x
 * stride.  cvb0: lambda over its topic's total, or what smoothing makes of it.  vb:
 * exp(E[log beta]). */
int lda_model_weights(const struct lda_model *model, float *weights, int threads,
	struct fault *fault) MUST_USE;

/* The same in two steps: scale, size stride, of the topics; and a term's row. */
void lda_model_scale(const struct lda_model *model, float *scale);
void lda_model_weigh(const struct lda_model *model, const float *scale, size_t term,
	float *weights);

const char *lda_model_inference_name(enum lda_inference inference);

#endif
