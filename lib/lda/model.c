/* model.c - a model's memory, its random start and its weights. */
#include "lda/model.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "lda/kernel.h"
#include "num/special.h"
#include "num/variants.h"

#include <stdlib.h>
#include <string.h>

/* Rows of lambda are processed in blocks of this size: a partition that
 * doesn't depend on threads, whose sums are added up in its order. */
enum { BLOCK_TERMS = 512 };

const char *lda_model_inference_name(enum lda_inference inference)
{
	return inference == LDA_VB ? "vb" : "cvb0";
}

static int init_sparse(struct lda_model *model, struct fault *fault)
{
	model->sparse = memory_zeroed(1, sizeof *model->sparse, fault);
	return model->sparse
			&& lda_sparse_model_init(model->sparse, model->topics, model->terms, fault) == 0
		? 0 : -1;
}

int lda_model_init(struct lda_model *model, size_t topics, size_t terms, bool sparse,
	struct fault *fault)
{
	size_t numbers;

	*model = (struct lda_model){.topics = topics, .stride = lda_stride(topics),
		.terms = terms};
	if (topics == 0 || terms == 0)
		return fault_set(fault, FAULT_USAGE,
			"a model needs topics and terms; these are %zu and %zu", topics, terms);
	if (!size_multiply(terms, model->stride, &numbers))
		return fault_set(fault, FAULT_SYSTEM, "%zu topics of %zu terms don't fit in memory",
			topics, terms);
	if (sparse && init_sparse(model, fault))
		return -1;
	model->alpha = memory_zeroed(topics, sizeof *model->alpha, fault);
	model->totals = memory_zeroed(topics, sizeof *model->totals, fault);
	if (!model->alpha || !model->totals)
		return -1;
	if (sparse)
		return 0;
	/* zeroed by the system as it is touched: a stream that only claims to be
	 * large takes nothing */
	model->lambda = memory_zeroed(numbers, sizeof *model->lambda, fault);
	if (!model->lambda)
		return -1;
	memory_ask_huge(model->lambda, numbers * sizeof *model->lambda);
	return 0;
}

void lda_model_release(struct lda_model *model)
{
	free(model->alpha);
	free(model->lambda);
	free(model->totals);
	lda_seeds_release(&model->seeds);
	lda_smoothing_release(&model->smoothing);
	if (model->sparse)
		lda_sparse_model_release(model->sparse);
	free(model->sparse);
	*model = (struct lda_model){0};
}

/* A loop over blocks of terms. */
struct model_sweep {
	const struct lda_model *model;
	float *lambda, *weights;
	double *partial;        /* blocks x K */
	const float *scale;     /* stride */
	uint64_t key;
	float mean;
};

static size_t block_count(const struct lda_model *model)
{
	return (model->terms + BLOCK_TERMS - 1) / BLOCK_TERMS;
}

static size_t block_end(const struct lda_model *model, size_t block)
{
	size_t end = (block + 1) * BLOCK_TERMS;

	return end < model->terms ? end : model->terms;
}

static int start_block(void *context, size_t block, int thread, struct fault *fault)
{
	struct model_sweep *sweep = context;
	const struct lda_model *model = sweep->model;
	size_t term, k;
	uint32_t word[4] = {0};

	(void)thread;
	(void)fault;
	for (term = block * BLOCK_TERMS; term < block_end(model, block); term++)
		for (k = 0; k < model->topics; k++) {
			if (k % 4 == 0)
				random_words(sweep->key, (uint64_t[2]){term, k / 4}, word);
			sweep->lambda[term * model->stride + k] = sweep->mean
				* (0.5f + (float)(word[k % 4] >> 8) * 0x1p-24f);
		}
	return 0;
}

double lda_model_alpha(enum lda_inference inference, size_t topics)
{
	/* collapsed inference needs more: 10 to a document in all, as Asuncion
	 * et al. (2009) have it for 100 topics */
	return (inference == LDA_CVB0 ? LDA_CVB0_ALPHA_SUM : 1) / (double)topics;
}

static double sparse_eta(size_t topics)
{
	double eta = LDA_SPARSE_ETA_SUM / (double)topics;

	return eta < LDA_CVB0_ETA ? eta : LDA_CVB0_ETA;
}

int lda_model_priors(struct lda_model *model, const struct lda_recipe *recipe,
	struct fault *fault)
{
	double share = 0;
	size_t k, topics = model->topics;

	model->inference = recipe->inference;
	model->alpha_kind = recipe->alpha_kind;
	model->eta_kind = recipe->eta_kind;
	model->seed = recipe->seed;
	model->start = recipe->start;
	for (k = 0; k < topics; k++)
		share += 1 / ((double)k + __builtin_sqrt((double)topics));
	for (k = 0; k < topics; k++) {
		if (recipe->alpha_kind == ALPHA_GIVEN)
			model->alpha[k] = recipe->alpha;
		else if (recipe->alpha_kind == ALPHA_ASYMMETRIC)
			model->alpha[k] = lda_model_alpha(recipe->inference, topics)
				* (double)topics / share / ((double)k + __builtin_sqrt((double)topics));
		else
			model->alpha[k] = lda_model_alpha(recipe->inference, topics);
	}
	if (recipe->eta_kind == ETA_GIVEN)
		model->eta = recipe->eta;
	else
		model->eta = recipe->inference != LDA_CVB0 ? 1 / (double)topics
			: model->sparse ? sparse_eta(topics)
			: recipe->discount == 0 ? LDA_CVB0_ETA : LDA_SMOOTHED_ETA;
	model->smoothing.given = recipe->discount;
	if (recipe->seeds && recipe->seeds->count && recipe->eta_kind == ETA_AUTO)
		return fault_set(fault, FAULT_USAGE,
			"eta can't be learned where topics have seeds: give a number");
	return recipe->seeds ? lda_seeds_copy(&model->seeds, recipe->seeds, fault) : 0;
}

int lda_model_start(struct lda_model *model, const struct lda_recipe *recipe, size_t terms,
	double tokens, int threads, struct fault *fault)
{
	struct model_sweep sweep = {.model = model, .key = digest_short("lambda", 6, recipe->seed)};

	size_t i;

	if (lda_model_init(model, recipe->topics, terms, false, fault)
		|| lda_model_priors(model, recipe, fault))
		return -1;
	sweep.lambda = model->lambda;
	sweep.mean = tokens > 0 ? (float)(tokens / (double)terms / (double)recipe->topics) : 1;
	if (parallel_for(threads, block_count(model), start_block, &sweep, fault))
		return -1;
	for (i = 0; i < model->seeds.count; i++)
		model->lambda[model->seeds.seed[i].term * model->stride + model->seeds.seed[i].topic]
			+= (float)model->seeds.seed[i].weight;
	return lda_model_totals(model, threads, fault);
}

VARIANTS
static void add_row(double *restrict sums, const float *restrict row, size_t topics)
{
	size_t k;

	for (k = 0; k < topics; k++)
		sums[k] += (double)row[k];
}

static int total_block(void *context, size_t block, int thread, struct fault *fault)
{
	struct model_sweep *sweep = context;
	const struct lda_model *model = sweep->model;
	double *sums = sweep->partial + block * model->topics;
	size_t term;

	(void)thread;
	(void)fault;
	for (term = block * BLOCK_TERMS; term < block_end(model, block); term++)
		add_row(sums, model->lambda + term * model->stride, model->topics);
	return 0;
}

int lda_model_totals(struct lda_model *model, int threads, struct fault *fault)
{
	struct model_sweep sweep = {.model = model};
	size_t blocks = block_count(model), block, k;
	int failed;

	if (model->sparse) {
		lda_sparse_model_totals(model->sparse, model->eta, model->totals);
		return 0;
	}
	sweep.partial = memory_zeroed(blocks * model->topics, sizeof *sweep.partial, fault);
	if (!sweep.partial)
		return -1;
	failed = parallel_for(threads, blocks, total_block, &sweep, fault);
	memset(model->totals, 0, model->topics * sizeof *model->totals);
	for (block = 0; block < blocks; block++)
		for (k = 0; k < model->topics; k++)
			model->totals[k] += sweep.partial[block * model->topics + k];
	free(sweep.partial);
	return failed;
}

int lda_model_smooth(struct lda_model *model, double discount, int threads, struct fault *fault)
{
	const struct lda_smoothing_of of = {model->lambda, model->sparse, model->totals,
		model->terms, model->topics, model->stride, model->eta};

	return model->smoothing.given == 0 ? 0
		: lda_smoothing_set(&model->smoothing, &of, discount, threads, fault);
}

VARIANTS
static void scale_row(float *to, const float *from, const float *scale, size_t stride)
{
	size_t k;

	for (k = 0; k < stride; k++)
		to[k] = from[k] * scale[k];
}

void lda_model_scale(const struct lda_model *model, float *scale)
{
	size_t k;

	for (k = 0; k < model->stride; k++)
		scale[k] = 0;
	for (k = 0; k < model->topics; k++)
		scale[k] = (float)(model->inference == LDA_VB
				? special_exp(-special_digamma(model->totals[k]))
				: 1 / model->totals[k]);
}

void lda_model_weigh(const struct lda_model *model, const float *scale, size_t term,
	float *weights)
{
	const float *lambda = model->lambda + term * model->stride;

	if (model->smoothing.discount > 0) {
		lda_smoothing_row(&model->smoothing, weights, lambda, scale, model->eta, term,
			model->stride);
		return;
	}
	if (model->inference == LDA_VB) {
		lda_kernel_exp_digamma(weights, lambda, model->stride);
		lambda = weights;
	}
	scale_row(weights, lambda, scale, model->stride);
}

static int weigh_block(void *context, size_t block, int thread, struct fault *fault)
{
	struct model_sweep *sweep = context;
	const struct lda_model *model = sweep->model;
	size_t term;

	(void)thread;
	(void)fault;
	for (term = block * BLOCK_TERMS; term < block_end(model, block); term++)
		lda_model_weigh(model, sweep->scale, term, sweep->weights + term * model->stride);
	return 0;
}

int lda_model_weights(const struct lda_model *model, float *weights, int threads,
	struct fault *fault)
{
	struct model_sweep sweep = {.model = model, .weights = weights};
	float *scale = memory_zeroed(model->stride, sizeof *scale, fault);
	int failed;

	if (!scale)
		return -1;
	lda_model_scale(model, scale);
	sweep.scale = scale;
	failed = parallel_for(threads, block_count(model), weigh_block, &sweep, fault);
	free(scale);
	return failed;
}

int lda_model_rows_init(struct lda_rows *rows, const struct lda_model *model, struct fault *fault)
{
	*rows = (struct lda_rows){.model = model};
	if (!model->sparse)
		return 0;
	rows->form = (struct steps_form){.kind = KIND_TOPICS, .columns = model->topics,
		.eta = model->eta, .step = model->sparse->step,
		.share = memory_zeroed(model->topics, sizeof(double), fault)};
	if (!rows->form.share)
		return -1;
	lda_sparse_model_shares(model->sparse, rows->form.share);
	return 0;
}

void lda_model_rows_release(struct lda_rows *rows)
{
	steps_form_release(&rows->form);
	*rows = (struct lda_rows){0};
}

const float *lda_model_rows_take(const struct lda_rows *rows, size_t term, float *row)
{
	const struct lda_model *model = rows->model;

	if (!model->sparse)
		return model->lambda + term * model->stride;
	lda_sparse_model_row(model->sparse, &rows->form, term, row);
	return row;
}
