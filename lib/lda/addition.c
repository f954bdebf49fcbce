/* addition.c - keeps the counts of a model and adds them to those of new documents. */
#include "lda/addition.h"

#include "base/digest.h"
#include "base/memory.h"
#include "lda/sparsekernel.h"

#include <stdlib.h>
#include <string.h>

/* The seeds are the prior's, which is not among the counts. */
static void take_seeds_out(struct lda_addition *addition, const struct lda_model *model,
	double decay)
{
	size_t i;

	for (i = 0; i < model->seeds.count; i++) {
		const struct lda_seed *seed = &model->seeds.seed[i];
		float *old = &addition->lambda[seed->term * model->stride + seed->topic];
		double count = (double)*old - decay * seed->weight;

		addition->totals[seed->topic] -= (double)*old;
		*old = count > 0 ? (float)count : 0;
		addition->totals[seed->topic] += (double)*old;
	}
}

static int keep_dense(struct lda_addition *addition, const struct lda_model *model, double decay,
	struct fault *fault)
{
	size_t term, k;

	if (!(addition->lambda = memory_zeroed(model->terms * model->stride, sizeof(float), fault))
		|| !(addition->totals = memory_zeroed(model->topics, sizeof(double), fault)))
		return -1;
	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++) {
			double count = (double)model->lambda[term * model->stride + k] - model->eta;

			addition->lambda[term * model->stride + k]
				= count > 0 ? (float)(decay * count) : 0;
			addition->totals[k]
				+= (double)addition->lambda[term * model->stride + k];
		}
	take_seeds_out(addition, model, decay);
	return 0;
}

/* Steps of a pair but for those of a seed. */
static uint64_t counted(const struct lda_seeds *seeds, size_t term, uint64_t pair)
{
	uint64_t steps = lda_pair_steps(pair), prior;
	const struct lda_seed *seed;
	size_t n, i;

	seed = lda_seeds_of(seeds, term, &n);
	for (i = 0; i < n; i++)
		if (seed[i].topic == lda_pair_topic(pair)) {
			prior = lda_seeds_steps(&seed[i], LDA_SPARSE_STEP);
			return steps > prior ? steps - prior : 0;
		}
	return steps;
}

/* Decayed steps, rounded so that few steps fade as many do: on average. */
static uint64_t fade(uint64_t steps, double decay, uint64_t key, size_t term)
{
	return decay >= 1 ? steps : (uint64_t)(decay * (double)steps
		+ lda_sparse_kernel_word_uniform(key, (uint32_t)term));
}

static int keep_sparse(struct lda_addition *addition, const struct lda_model *model, double decay,
	struct fault *fault)
{
	const struct lda_sparse *sparse = model->sparse;
	uint64_t key = digest_short("fade", 4, model->seed) + model->updates;
	size_t term, i, count = 0;

	if (sparse->step != LDA_SPARSE_STEP)
		return fault_set(fault, FAULT_USAGE, "documents are added to a model that was "
			"trained, and this one has learned nothing yet");
	if (!(addition->start = memory_zeroed(model->terms + 1, sizeof(size_t), fault))
		|| !(addition->pair = memory_zeroed(sparse->start[model->terms], sizeof(uint64_t),
			fault))
		|| !(addition->rest = memory_zeroed(model->terms, sizeof(uint64_t), fault))
		|| !(addition->spread = memory_zeroed(model->topics, sizeof(uint64_t), fault)))
		return -1;
	for (term = 0; term < model->terms; term++) {
		for (i = sparse->start[term]; i < sparse->start[term + 1]; i++) {
			size_t topic = lda_pair_topic(sparse->pair[i]);
			uint64_t steps = fade(counted(&model->seeds, term, sparse->pair[i]), decay,
				lda_sparse_kernel_mix_key(key, topic), term);

			if (steps)
				addition->pair[count++] = lda_pair(topic, steps);
		}
		addition->rest[term] = fade(sparse->rest[term], decay, key, term);
		addition->start[term + 1] = count;
	}
	for (i = 0; i < model->topics; i++)
		addition->spread[i] = (uint64_t)(decay * (double)sparse->spread[i]);
	return 0;
}

int lda_addition_init(struct lda_addition *addition, struct lda_model *model, double decay,
	struct fault *fault)
{
	*addition = (struct lda_addition){.alpha_kind = model->alpha_kind,
		.eta_kind = model->eta_kind};
	if ((model->sparse ? keep_sparse : keep_dense)(addition, model, decay, fault))
		return -1;
	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	return 0;
}

void lda_addition_release(struct lda_addition *addition)
{
	free(addition->lambda);
	free(addition->totals);
	free(addition->start);
	free(addition->pair);
	free(addition->rest);
	free(addition->spread);
	*addition = (struct lda_addition){0};
}

int lda_addition_before(const struct lda_addition *addition, struct lda_statistics *statistics,
	struct fault *fault)
{
	struct lda_bag_scratch scratch = {0};
	int failed = 0;
	size_t term, k;

	if (!addition->pair)
		return 0;
	failed = lda_bag_scratch_init(&scratch, statistics->topics, fault);
	for (term = 0; term < statistics->terms && !failed; term++)
		failed = lda_bags_put(&statistics->bags, term,
			addition->pair + addition->start[term],
			addition->start[term + 1] - addition->start[term], &scratch, fault);
	for (k = 0; k < statistics->topics && !failed; k++)
		failed = lda_statistics_grid_add(&statistics->totals[k],
			(int64_t)addition->spread[k], fault);
	lda_bag_scratch_release(&scratch);
	return failed ? -1 : 0;
}

int lda_addition_after(const struct lda_addition *addition, struct lda_model *model, int threads,
	struct fault *fault)
{
	size_t term, k;

	if (model->sparse) {
		for (term = 0; term < model->terms; term++)
			model->sparse->rest[term] += addition->rest[term];
		return lda_model_totals(model, threads, fault);
	}
	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++)
			model->lambda[term * model->stride + k]
				+= addition->lambda[term * model->stride + k];
	for (k = 0; k < model->topics; k++)
		model->totals[k] += addition->totals[k];
	return 0;
}

void lda_addition_end(const struct lda_addition *addition, struct lda_model *model)
{
	model->alpha_kind = addition->alpha_kind;
	model->eta_kind = addition->eta_kind;
}
