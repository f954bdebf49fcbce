/* lda_smoothing_test - phi from counts: against the equations, written plainly, and what the
 * discount is. */
#include "base/memory.h"
#include "lda/model.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>

enum { TERMS = 7, TOPICS = 3 };

static struct fault fault;

/* Tokens of a word in a topic. */
static double tokens_of(size_t w, size_t k)
{
	return (w + k) % 3 == 0 ? 0 : (double)((5 * w + 3 * k) % 8) / 2;
}

static void make_model(struct lda_model *model)
{
	const struct lda_recipe recipe = {.topics = TOPICS, .seed = 1, .discount = .4};
	size_t w, k;

	CHECK(lda_model_init(model, TOPICS, TERMS, false, &fault) == 0);
	CHECK(lda_model_priors(model, &recipe, &fault) == 0);
	CHECK(model->eta == LDA_SMOOTHED_ETA);
	for (w = 0; w < TERMS; w++)
		for (k = 0; k < TOPICS; k++)
			model->lambda[w * model->stride + k] = (float)(model->eta + tokens_of(w, k));
	CHECK(lda_model_totals(model, 1, &fault) == 0);
}

static void is_its_equations(void)
{
	struct lda_model model;
	float *weights;
	double kinds[TERMS][TOPICS], of_topic[TOPICS] = {0}, base[TERMS] = {0}, all = 0, eta;
	size_t w, k;

	make_model(&model);
	eta = model.eta;
	weights = memory_aligned(TERMS * model.stride, sizeof *weights, &fault);
	CHECK(lda_model_smooth(&model, 0, 2, &fault) == 0);
	CHECK(model.smoothing.discount == .4);
	CHECK(lda_model_weights(&model, weights, 2, &fault) == 0);
	for (w = 0; w < TERMS; w++) {
		for (base[w] = 1, k = 0; k < TOPICS; k++) {
			kinds[w][k] = 1 - pow(1 + tokens_of(w, k) / 8, -8);
			of_topic[k] += kinds[w][k];
			base[w] += kinds[w][k];
		}
		all += base[w];
	}
	for (k = 0; k < TOPICS; k++) {
		double sum = 0;

		for (w = 0; w < TERMS; w++) {
			double phi = (tokens_of(w, k) - .4 * kinds[w][k]
				+ (eta * TERMS + .4 * of_topic[k]) * base[w] / all) / model.totals[k];

			CHECK(fabs((double)weights[w * model.stride + k] - phi) < 1e-6);
			sum += (double)weights[w * model.stride + k];
		}
		CHECK(fabs(sum - 1) < 1e-5);
	}
	/* an online step has none */
	lda_smoothing_release(&model.smoothing);
	CHECK(model.smoothing.given == .4 && model.smoothing.discount == 0);
	CHECK(lda_model_weights(&model, weights, 1, &fault) == 0);
	CHECK(fabs((double)weights[0] - (double)model.lambda[0] / model.totals[0]) < 1e-6);
	free(weights);
	lda_model_release(&model);
}

static void falls_with_tokens(void)
{
	CHECK(lda_smoothing_discount(1, 100, 10) == .5);
	CHECK(lda_smoothing_discount(600, 100, 10) == .5);
	CHECK(fabs(lda_smoothing_discount(1200, 100, 10) - .5 / 16) < 1e-12);
	CHECK(lda_smoothing_discount(0, 100, 10) == .5);
}

static void only_where_it_can_be(void)
{
	struct lda_recipe recipe = {.topics = 10, .discount = LDA_DISCOUNT_AUTO};

	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == LDA_DISCOUNT_AUTO);
	recipe.topics = 500;
	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == 0);
	recipe = (struct lda_recipe){.topics = 10, .inference = LDA_VB, .discount = .3};
	CHECK(lda_recipe_smooth(&recipe, &fault) == -1 && fault.kind == FAULT_USAGE);
	recipe = (struct lda_recipe){.topics = 10, .eta_kind = ETA_AUTO,
		.discount = LDA_DISCOUNT_AUTO};
	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == 0);
}

int main(void)
{
	RUN(is_its_equations);
	RUN(falls_with_tokens);
	RUN(only_where_it_can_be);
	return unit_end();
}
