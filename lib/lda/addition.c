/* addition.c - keeps the counts of a model and adds them to those of new documents. */
#include "lda/addition.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "lda/sparsekernel.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_TERMS = 256 };

static int keep_dense(struct lda_addition *addition, const struct lda_model *model, double decay,
	bool last, struct fault *fault)
{
	size_t stride = model->stride, term, k, i;

	if (!(addition->counts = memory_zeroed(model->terms * stride, sizeof(float), fault)))
		return -1;
	for (term = 0; term < model->terms; term++) {
		for (k = 0; k < model->topics; k++) {
			double count = (double)model->lambda[term * stride + k] - model->eta;

			addition->counts[term * stride + k] = count > 0 ? (float)(decay * count) : 0;
		}
		if (last && (term + 1) % BLOCK_TERMS == 0)
			memory_forget(model->lambda + (term + 1 - BLOCK_TERMS) * stride,
				BLOCK_TERMS * stride * sizeof *model->lambda);
	}
	/* the seeds are the prior's, which is not among the counts */
	for (i = 0; i < model->seeds.count; i++) {
		const struct lda_seed *seed = &model->seeds.seed[i];
		float *old = &addition->counts[seed->term * stride + seed->topic];
		double count = (double)*old - decay * seed->weight;

		*old = count > 0 ? (float)count : 0;
		addition->totals[seed->topic] += seed->weight;
	}
	for (term = 0; term < model->terms; term++)
		for (k = 0; k < model->topics; k++)
			addition->totals[k] += (double)addition->counts[term * stride + k];
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

static void *copy(const void *array, size_t count, size_t size, struct fault *fault)
{
	void *made = memory_zeroed(count, size, fault);

	return made && count ? memcpy(made, array, count * size) : made;
}

/* The model's rows, or theirs for good. */
static int take_rows(struct lda_addition *addition, struct lda_sparse *sparse, bool last,
	struct fault *fault)
{
	const size_t terms = sparse->terms;

	if (last) {
		addition->start = sparse->start;
		addition->pair = sparse->pair;
		addition->rest = sparse->rest;
		sparse->start = NULL;
		sparse->pair = sparse->rest = NULL;
		return 0;
	}
	return (addition->start = copy(sparse->start, terms + 1, sizeof(size_t), fault))
			&& (addition->pair = copy(sparse->pair, sparse->start[terms],
				sizeof(uint64_t), fault))
			&& (addition->rest = copy(sparse->rest, terms, sizeof(uint64_t), fault))
		? 0 : -1;
}

static int keep_sparse(struct lda_addition *addition, const struct lda_model *model, double decay,
	bool last, struct fault *fault)
{
	uint64_t key = digest_short("fade", 4, model->seed) + model->updates;
	size_t term, i, end = 0, count = 0;
	double rest = 0;

	if (model->sparse->step != LDA_SPARSE_STEP)
		return fault_set(fault, FAULT_USAGE, "documents are added to a model that was "
			"trained, and this one has learned nothing yet");
	if (take_rows(addition, model->sparse, last, fault)
		|| !(addition->spread = memory_zeroed(model->topics, sizeof(uint64_t), fault))
		|| !(addition->share = memory_zeroed(model->topics, sizeof(double), fault)))
		return -1;
	lda_sparse_model_shares(model->sparse, addition->share);
	for (term = 0; term < model->terms; term++) {
		for (i = end, end = addition->start[term + 1]; i < end; i++) {
			const uint64_t pair = addition->pair[i];
			size_t topic = lda_pair_topic(pair);
			uint64_t steps = fade(counted(&model->seeds, term, pair), decay,
				lda_sparse_kernel_mix_key(key, topic), term);

			if (!steps)
				continue;
			addition->totals[topic] += LDA_SPARSE_STEP * (double)steps;
			addition->pair[count++] = lda_pair(topic, steps);
		}
		addition->rest[term] = fade(addition->rest[term], decay, key, term);
		rest += (double)addition->rest[term];
		addition->start[term + 1] = count;
	}
	for (i = 0; i < model->topics; i++) {
		addition->spread[i] = (uint64_t)(decay * (double)model->sparse->spread[i]);
		addition->totals[i] += LDA_SPARSE_STEP * rest * addition->share[i];
	}
	for (i = 0; i < model->seeds.count; i++)
		addition->totals[model->seeds.seed[i].topic] += LDA_SPARSE_STEP
			* (double)lda_seeds_steps(&model->seeds.seed[i], LDA_SPARSE_STEP);
	return 0;
}

/* A topic may count as so many tokens: f32 still has room for those of a night. */
static const double MOST_TOKENS = 1e7;

static int check_tokens(const struct lda_model *model, double decay, struct fault *fault)
{
	size_t k;

	for (k = 0; k < model->topics; k++)
		if (model->updates == 0 && model->totals[k] > LDA_TOKENS_UNKNOWN / 2
			&& decay * model->totals[k] > MOST_TOKENS)
			return fault_set(fault, FAULT_USAGE, "the model was imported as "
				"probabilities, without the tokens that they are of, and new ones "
				"would vanish: say how many a topic has, --decay 1e-8 for 10000");
	return 0;
}

int lda_addition_init(struct lda_addition *addition, const struct lda_model *model, double decay,
	bool last, struct fault *fault)
{
	size_t k;

	*addition = (struct lda_addition){.terms = model->terms, .topics = model->topics,
		.stride = model->stride};
	if (!model->sparse && check_tokens(model, decay, fault))
		return -1;
	addition->totals = memory_zeroed(model->topics, sizeof(double), fault);
	if (!addition->totals)
		return -1;
	for (k = 0; k < model->topics; k++)
		addition->totals[k] = (double)model->terms * model->eta;
	return model->sparse ? keep_sparse(addition, model, decay, last, fault)
			     : keep_dense(addition, model, decay, last, fault);
}

void lda_addition_release(struct lda_addition *addition)
{
	free(addition->counts);
	free(addition->start);
	free(addition->pair);
	free(addition->rest);
	free(addition->spread);
	free(addition->share);
	free(addition->totals);
	*addition = (struct lda_addition){0};
}

struct moving {
	const struct lda_addition *addition;
	struct lda_model *model;
	const double *drop;   /* size K: 1 / (1 + C_k / totals_k) */
	const struct lda_statistics *statistics;
	double **row;         /* a thread each, size K */
	uint64_t key;
};

/* Adds S' to the rows of lambda, which are eta + seeds + C. */
static int move_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct moving *moving = context;
	const struct lda_addition *addition = moving->addition;
	struct lda_model *model = moving->model;
	double *moved = moving->row[thread];
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS, k, n;

	(void)fault;
	for (; term < end && term < addition->terms; term++) {
		const float *counts = addition->counts + term * addition->stride;
		float *lambda = model->lambda + term * addition->stride;
		const struct lda_seed *seed;
		double all = 0, sum = 0;

		for (k = 0; k < addition->topics; k++)
			moved[k] = model->eta;
		seed = lda_seeds_of(&model->seeds, term, &n);
		for (; n > 0; n--, seed++)
			moved[seed->topic] += seed->weight;
		for (k = 0; k < addition->topics; k++) {
			double old = (double)counts[k];

			moved[k] = old * ((double)lambda[k] + old) / (moved[k] + old)
				* moving->drop[k];
			all += old;
			sum += moved[k];
		}
		for (k = 0; k < addition->topics && sum > 0; k++)
			lambda[k] += (float)(moved[k] * (all / sum));
	}
	return 0;
}

/* Tokens of a term in a topic under the old model. */
static double old_tokens(const struct moving *moving, size_t term, uint64_t pair)
{
	const struct lda_addition *addition = moving->addition;
	size_t topic = lda_pair_topic(pair), n, i;
	const struct lda_seed *seed = lda_seeds_of(&moving->model->seeds, term, &n);
	double tokens = (double)lda_pair_steps(pair)
		+ (double)addition->rest[term] * addition->share[topic];

	for (i = 0; i < n; i++)
		if (seed[i].topic == topic)
			tokens += (double)lda_seeds_steps(&seed[i], LDA_SPARSE_STEP);
	return moving->model->eta + LDA_SPARSE_STEP * tokens;
}

/* S' of a term to pair, by systematic rounding, so that its sum is that of S.  Returns how
 * many pairs have steps. */
static size_t move_pairs(const struct moving *moving, size_t term, double *moved, uint64_t *pair)
{
	const struct lda_addition *addition = moving->addition;
	const struct lda_bag *bag = &moving->statistics->bags.bag[term];
	size_t first = addition->start[term], n = addition->start[term + 1] - first, i, at = 0;
	double u = lda_sparse_kernel_word_uniform(moving->key, (uint32_t)term), sum = 0, run = 0;
	uint64_t all = 0, before = 0, now;
	size_t got = 0;

	for (i = 0; i < n; i++) {
		uint64_t old = addition->pair[first + i], count = 0;
		size_t topic = lda_pair_topic(old);

		while (at < bag->count && lda_pair_topic(bag->pair[at]) < topic)
			at++;
		if (at < bag->count && lda_pair_topic(bag->pair[at]) == topic)
			count = lda_pair_steps(bag->pair[at]);
		moved[i] = (double)lda_pair_steps(old) * moving->drop[topic]
			* (1 + LDA_SPARSE_STEP * (double)count / old_tokens(moving, term, old));
		all += lda_pair_steps(old);
		sum += moved[i];
	}
	for (i = 0; i < n; i++) {
		run += moved[i];
		now = i + 1 == n ? all : (uint64_t)(run / sum * (double)all + u);
		now = now < all ? now : all;
		pair[got] = lda_pair(lda_pair_topic(addition->pair[first + i]), now - before);
		got += now > before;
		before = now;
	}
	return got;
}

/* The old counts to sparse statistics, whose bags are settled. */
static int put_pairs(const struct moving *moving, struct lda_statistics *statistics,
	struct fault *fault)
{
	const struct lda_addition *addition = moving->addition;
	struct lda_bag_scratch scratch = {0};
	uint64_t *pair = memory_zeroed(LDA_SPARSE_KEPT, sizeof *pair, fault);
	int failed = !pair || lda_bag_scratch_init(&scratch, statistics->topics, fault);
	size_t term, k, i, n;

	for (term = 0; term < addition->terms && !failed; term++) {
		for (i = addition->start[term]; i < addition->start[term + 1]; i++)
			statistics->totals[lda_pair_topic(addition->pair[i])]
				-= (int64_t)lda_pair_steps(addition->pair[i]);
		n = move_pairs(moving, term, moving->row[0], pair);
		for (i = 0; i < n; i++)
			statistics->totals[lda_pair_topic(pair[i])] += (int64_t)lda_pair_steps(pair[i]);
		failed = lda_bags_put(&statistics->bags, term, pair, n, &scratch, fault);
	}
	for (k = 0; k < statistics->topics && !failed; k++) {
		failed = lda_statistics_grid_add(&statistics->totals[k],
			(int64_t)addition->spread[k], fault);
		if (statistics->totals[k] < 0)
			statistics->totals[k] = 0;
	}
	lda_bag_scratch_release(&scratch);
	free(pair);
	return failed ? -1 : 0;
}

/* The M-step of the new documents: priors stay. */
static int learn(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *given, int threads, struct fault *fault)
{
	const enum lda_alpha alpha_kind = model->alpha_kind;
	const enum lda_eta eta_kind = model->eta_kind;
	struct lda_step added = *given;
	int failed;

	added.added = true;
	model->alpha_kind = ALPHA_GIVEN;
	model->eta_kind = ETA_GIVEN;
	failed = lda_mstep(model, statistics, &added, NULL, threads, fault);
	model->alpha_kind = alpha_kind;
	model->eta_kind = eta_kind;
	return failed;
}

static int add_sparse(struct moving *moving, struct lda_statistics *statistics,
	const struct lda_step *step, int threads, struct fault *fault)
{
	struct lda_model *model = moving->model;
	size_t term;

	if (lda_bags_settle(&statistics->bags, threads, fault)
		|| put_pairs(moving, statistics, fault))
		return -1;
	if (step->spends)
		memory_forget(moving->addition->pair, moving->addition->start[model->terms]
			* sizeof *moving->addition->pair);
	if (learn(model, statistics, step, threads, fault))
		return -1;
	for (term = 0; term < model->terms; term++)
		model->sparse->rest[term] += moving->addition->rest[term];
	return lda_model_totals(model, threads, fault);
}

static int add_dense(struct moving *moving, const struct lda_step *step, int threads,
	struct fault *fault)
{
	struct lda_model *model = moving->model;

	if (parallel_for(threads, (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, move_block,
			moving, fault)
		|| lda_model_totals(model, threads, fault))
		return -1;
	if (step->hold)
		lda_hold_all(step->hold, model);
	return 0;
}

static int moving_init(struct moving *moving, double *drop, int threads, struct fault *fault)
{
	const struct lda_addition *addition = moving->addition;
	double grid = moving->model->sparse ? LDA_SPARSE_STEP : LDA_GRID;
	size_t topics = addition->topics, k;
	int i;

	moving->row = memory_zeroed((size_t)threads, sizeof *moving->row, fault);
	if (!drop || !moving->row)
		return -1;
	for (k = 0; k < topics; k++)
		drop[k] = 1 / (1 + grid * (double)moving->statistics->totals[k]
			/ addition->totals[k]);
	for (i = 0; i < threads; i++)
		if (!(moving->row[i] = memory_zeroed(topics > LDA_SPARSE_KEPT ? topics
				: LDA_SPARSE_KEPT, sizeof(double), fault)))
			return -1;
	return 0;
}

int lda_addition_learn(struct lda_model *model, struct lda_statistics *statistics,
	const struct lda_step *step, int threads, struct fault *fault)
{
	return model->sparse ? 0 : learn(model, statistics, step, threads, fault);
}

int lda_addition_move(const struct lda_addition *addition, struct lda_model *model,
	struct lda_statistics *statistics, const struct lda_step *step, int threads,
	struct fault *fault)
{
	double *drop = memory_zeroed(model->topics, sizeof *drop, fault);
	struct moving moving = {.addition = addition, .model = model, .drop = drop,
		.statistics = statistics,
		.key = digest_short("move", 4, model->seed) + model->updates};
	int failed, i;

	failed = moving_init(&moving, drop, threads, fault)
		|| (model->sparse ? add_sparse(&moving, statistics, step, threads, fault)
				  : add_dense(&moving, step, threads, fault))
		|| lda_model_smooth(model, 0, threads, fault);
	for (i = 0; moving.row && i < threads; i++)
		free(moving.row[i]);
	free(moving.row);
	free(drop);
	return failed ? -1 : 0;
}
