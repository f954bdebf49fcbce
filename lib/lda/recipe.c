/* recipe.c - parses priors. */
#include "lda/recipe.h"

#include "base/number.h"
#include "lda/bags.h"

#include <math.h>
#include <string.h>

static int take_number(const char *name, const char *words, const char *text, double *value,
	struct fault *fault)
{
	if (number_parse_real(text, strlen(text), value) && isfinite(*value) && *value >= 1e-6
		&& *value <= 1e6)
		return 0;
	return fault_set(fault, FAULT_USAGE,
		"--%s: '%s' is not one of %s and no number from 1e-6 to 1e6", name, text, words);
}

static int read_alpha(struct lda_recipe *recipe, const char *text, struct fault *fault)
{
	if (strcmp(text, "symmetric") == 0)
		recipe->alpha_kind = ALPHA_SYMMETRIC;
	else if (strcmp(text, "asymmetric") == 0)
		recipe->alpha_kind = ALPHA_ASYMMETRIC;
	else if (strcmp(text, "auto") == 0)
		recipe->alpha_kind = ALPHA_AUTO;
	else
		recipe->alpha_kind = ALPHA_GIVEN;
	if (recipe->alpha_kind != ALPHA_GIVEN)
		return 0;
	return take_number("alpha", "symmetric, asymmetric, auto", text, &recipe->alpha, fault);
}

static int read_eta(struct lda_recipe *recipe, const char *text, struct fault *fault)
{
	if (strcmp(text, "symmetric") == 0)
		recipe->eta_kind = ETA_SYMMETRIC;
	else if (strcmp(text, "auto") == 0)
		recipe->eta_kind = ETA_AUTO;
	else
		recipe->eta_kind = ETA_GIVEN;
	if (recipe->eta_kind != ETA_GIVEN)
		return 0;
	return take_number("eta", "symmetric, auto", text, &recipe->eta, fault);
}

int lda_recipe_priors(struct lda_recipe *recipe, const char *alpha, const char *eta,
	struct fault *fault)
{
	const char *usual = recipe->inference == LDA_CVB0 ? "auto" : "symmetric";

	return read_alpha(recipe, alpha ? alpha : usual, fault)
		|| read_eta(recipe, eta ? eta : "symmetric", fault) ? -1 : 0;
}

bool lda_recipe_sparse(const struct lda_recipe *recipe, bool weights)
{
	if (recipe->form != LDA_FORM_AUTO)
		return recipe->form == LDA_FORM_SPARSE;
	return recipe->inference == LDA_CVB0 && recipe->eta_kind != ETA_AUTO && !weights
		&& recipe->topics >= LDA_SPARSE_FROM && recipe->topics <= LDA_PAIR_TOPICS;
}

int lda_recipe_form(struct lda_recipe *recipe, const char *form, struct fault *fault)
{
	recipe->form = form && strcmp(form, "dense") == 0 ? LDA_FORM_DENSE
		: form && strcmp(form, "sparse") == 0 ? LDA_FORM_SPARSE : LDA_FORM_AUTO;
	if (recipe->form != LDA_FORM_SPARSE)
		return 0;
	if (recipe->inference != LDA_CVB0)
		return fault_set(fault, FAULT_USAGE, "--form sparse needs cvb0");
	if (recipe->eta_kind == ETA_AUTO)
		return fault_set(fault, FAULT_USAGE, "--form sparse can't learn eta: give a number");
	return 0;
}

int lda_recipe_start(struct lda_recipe *recipe, const char *start, struct fault *fault)
{
	recipe->start = start && strcmp(start, "anchors") == 0 ? LDA_BEGIN_ANCHORS : LDA_BEGIN_RANDOM;
	return recipe->start == LDA_BEGIN_RANDOM || !lda_recipe_sparse(recipe, false) ? 0
		: fault_set(fault, FAULT_USAGE, "--start anchors begins dense models, and this one is "
			"sparse: give --form dense");
}

int lda_recipe_labels(const struct lda_recipe *recipe, struct fault *fault)
{
	if (recipe->form == LDA_FORM_SPARSE || recipe->inference != LDA_CVB0)
		return fault_set(fault, FAULT_USAGE, "labels need a dense model of cvb0: give "
			"--form dense, and not --inference vb");
	if (recipe->alpha_kind == ALPHA_AUTO)
		return fault_set(fault, FAULT_USAGE, "alpha can't be learned where documents have "
			"labels: give --alpha symmetric or a number");
	return 0;
}

int lda_recipe_smooth(struct lda_recipe *recipe, struct fault *fault)
{
	if (recipe->inference == LDA_CVB0 && recipe->eta_kind != ETA_AUTO)
		return 0;
	if (recipe->discount > 0)
		return fault_set(fault, FAULT_USAGE, "--discount is for models of cvb0 whose eta "
			"is not learned");
	recipe->discount = 0;
	return 0;
}
