/* recipe - the options of a new topic model: topics, inference, priors, seed. */
#ifndef LDA_RECIPE_H
#define LDA_RECIPE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lda_seeds;

enum lda_inference {
	LDA_CVB0, /* collapsed variational Bayes of order zero */
	LDA_VB    /* variational Bayes */
};

enum lda_begin { LDA_BEGIN_RANDOM, LDA_BEGIN_ANCHORS };
enum lda_form { LDA_FORM_AUTO, LDA_FORM_DENSE, LDA_FORM_SPARSE };
enum lda_alpha { ALPHA_SYMMETRIC, ALPHA_ASYMMETRIC, ALPHA_AUTO, ALPHA_GIVEN };
enum lda_eta { ETA_SYMMETRIC, ETA_AUTO, ETA_GIVEN };

struct lda_recipe {
	size_t topics;
	enum lda_inference inference;
	enum lda_alpha alpha_kind;
	enum lda_eta eta_kind;
	double alpha, eta; /* where given */
	uint64_t seed;
	enum lda_form form;
	enum lda_begin start; /* of a dense model: anchors.h */
	double discount;  /* of smoothing.h: LDA_DISCOUNT_AUTO, 0: none; cvb0, eta not
	                     learned */
	const struct lda_seeds *seeds; /* names and prior words of topics; NULL: none; borrowed */
};

/* The default form of a new model: sparse with cvb0 from
 * LDA_SPARSE_FROM topics on, unless eta is learned or counts are weights (the sparse
 * M-step does not learn eta, and rounds to eighths of a token), else dense. */
enum { LDA_SPARSE_FROM = 200 };
bool lda_recipe_sparse(const struct lda_recipe *recipe, bool weights);

/* "dense", "sparse" or "auto", NULL for auto; FAULT_USAGE where the sparse form was
 * asked for and inference or eta don't allow it. */
int lda_recipe_form(struct lda_recipe *recipe, const char *form, struct fault *fault) MUST_USE;

/* "random" or "anchors", NULL for random; FAULT_USAGE where anchors were asked for and the
 * recipe is of a sparse model. */
int lda_recipe_start(struct lda_recipe *recipe, const char *start, struct fault *fault) MUST_USE;

/* Reads "symmetric", "asymmetric", "auto" or a positive number; FAULT_USAGE
 * for anything else.  eta knows no "asymmetric".  NULL: what suits the
 * inference, for alpha "auto" with cvb0, and else "symmetric". */
int lda_recipe_priors(struct lda_recipe *recipe, const char *alpha, const char *eta,
	struct fault *fault) MUST_USE;

/* A discount by the corpus (LDA_DISCOUNT_AUTO) becomes none where the recipe has no
 * smoothing; FAULT_USAGE where one was given then. */
int lda_recipe_smooth(struct lda_recipe *recipe, struct fault *fault) MUST_USE;

/* FAULT_USAGE where documents with labels (labels.h) can't be inferred: sparse, vb, or an
 * alpha that is learned. */
int lda_recipe_labels(const struct lda_recipe *recipe, struct fault *fault) MUST_USE;

#endif
