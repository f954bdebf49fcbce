/* lda_smoothing_test - phi from counts: against the equations, written plainly, and what the
 * discount is. */
#include "base/memory.h"
#include "lda/model.h"
#include "lda/sparsemix.h"
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

/* The kept topics of word w, and what the others have of it, in steps. */
static uint64_t steps_of(size_t w, size_t k)
{
	return (w + k) % 3 == 0 ? 0 : (5 * w + 3 * k) % 8;
}

static void make_sparse(struct lda_model *model)
{
	const struct lda_recipe recipe = {.topics = TOPICS, .seed = 1, .discount = .4};
	struct lda_sparse *sparse;
	size_t w, k, at = 0;

	CHECK(lda_model_init(model, TOPICS, TERMS, true, &fault) == 0);
	CHECK(lda_model_priors(model, &recipe, &fault) == 0);
	sparse = model->sparse;
	CHECK(memory_grow(&sparse->pair, &sparse->pair_room, TERMS * TOPICS, &fault) == 0);
	for (w = 0; w < TERMS; w++) {
		for (k = 0; k < TOPICS; k++)
			if (steps_of(w, k))
				sparse->pair[at++] = lda_pair(k, steps_of(w, k));
		sparse->start[w + 1] = at;
		sparse->rest[w] = w % 4;
	}
	for (k = 0; k < TOPICS; k++)
		sparse->spread[k] = 2 + k;
	CHECK(lda_model_totals(model, 1, &fault) == 0);
	CHECK(lda_model_smooth(model, 0, 2, &fault) == 0);
}

/* phi times the total, of what is kept and of the rest. */
static double sparse_phi(const struct lda_model *model, size_t w, size_t k)
{
	double of_topic = 0, base[TERMS], all = 0, spread = 0, n = (double)steps_of(w, k) / 8;
	size_t v, j;

	for (v = 0; v < TERMS; v++) {
		for (base[v] = 1, j = 0; j < TOPICS; j++)
			base[v] += 1 - pow(1 + (double)steps_of(v, j) / 64, -8);
		of_topic += 1 - pow(1 + (double)steps_of(v, k) / 64, -8);
		all += base[v];
	}
	for (j = 0; j < TOPICS; j++)
		spread += (double)model->sparse->spread[j];
	return n - .4 * (1 - pow(1 + n / 8, -8))
		+ (double)(w % 4) / 8 * (double)model->sparse->spread[k] / spread
		+ (model->eta * TERMS + .4 * of_topic) * base[w] / all;
}

/* And documents are inferred by the same. */
static void is_its_equations_in_the_sparse_form(void)
{
	struct lda_sparse_inferrer inferrer;
	struct lda_model model;
	double share[TOPICS], sum[TOPICS] = {0};
	float row[TOPICS];
	size_t w, k, i;

	make_sparse(&model);
	CHECK(model.smoothing.discount == .4);
	CHECK(lda_sparse_mix_inferrer_init(&inferrer, &model, &fault) == 0);
	CHECK(lda_sparse_mix_inferrer_model(&inferrer, &model, 2, &fault) == 0);
	lda_sparse_model_shares(model.sparse, share);
	for (w = 0; w < TERMS; w++) {
		const struct lda_sparse_word *word = &inferrer.word[w];
		size_t cells = 0;

		lda_smoothing_sparse_row(&model.smoothing, model.sparse, share, w, row);
		for (k = 0; k < TOPICS; k++) {
			double phi = sparse_phi(&model, w, k);

			CHECK(fabs((double)row[k] - phi) < 1e-6);
			sum[k] += (double)row[k];
			for (i = 0; i < word->cells; i++)
				if (inferrer.cell[word->first + i].topic == k) {
					CHECK(fabs((double)inferrer.cell[word->first + i].phi
						- phi / model.totals[k]) < 1e-6);
					cells++;
				}
			if (steps_of(w, k) == 0)
				CHECK(fabs((double)(word->own * inferrer.base[k]
					+ word->rest * inferrer.fill[k])
					- phi / model.totals[k]) < 1e-6);
		}
		CHECK(cells == word->cells);
	}
	for (k = 0; k < TOPICS; k++)
		CHECK(fabs(sum[k] - model.totals[k]) < 1e-5);
	lda_sparse_mix_inferrer_release(&inferrer);
	lda_model_release(&model);
}

static void falls_with_tokens(void)
{
	CHECK(lda_smoothing_discount(1, 100, 10, false) == .5);
	CHECK(lda_smoothing_discount(600, 100, 10, false) == .5);
	CHECK(fabs(lda_smoothing_discount(1200, 100, 10, false) - .5 / 16) < 1e-12);
	CHECK(lda_smoothing_discount(0, 100, 10, false) == .5);
	CHECK(lda_smoothing_discount(600, 100, 10, true) == .3);
}

static void only_where_it_can_be(void)
{
	struct lda_recipe recipe = {.topics = 10, .discount = LDA_DISCOUNT_AUTO};

	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == LDA_DISCOUNT_AUTO);
	recipe.topics = 500; /* the sparse form has one as well */
	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == LDA_DISCOUNT_AUTO);
	recipe = (struct lda_recipe){.topics = 10, .inference = LDA_VB, .discount = .3};
	CHECK(lda_recipe_smooth(&recipe, &fault) == -1 && fault.kind == FAULT_USAGE);
	recipe = (struct lda_recipe){.topics = 10, .eta_kind = ETA_AUTO,
		.discount = LDA_DISCOUNT_AUTO};
	CHECK(lda_recipe_smooth(&recipe, &fault) == 0 && recipe.discount == 0);
}

int main(void)
{
	RUN(is_its_equations);
	RUN(is_its_equations_in_the_sparse_form);
	RUN(falls_with_tokens);
	RUN(only_where_it_can_be);
	return unit_end();
}
