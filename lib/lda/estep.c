/* estep.c - documents of a chunk, then its terms, on several threads. */
#include "lda/estep.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/kernel.h"
#include "num/special.h"

#include <stdlib.h>
#include <string.h>

/* A step of the loops: small enough to distribute, large enough to be efficient.
 * A step has as many documents as have TASK_NONZEROS on average. */
enum { TASK_NONZEROS = 1024, TASK_TERMS = 32 };

/* A thread's sums over documents; whole numbers, so added up in any order.
 * A cache line of its own each. */
struct lda_tally {
	int64_t *digamma; /* size K + 1 */
	int64_t *totals;  /* size stride: of counts, over the terms */
	int64_t tokens, score;
	float *sums;      /* size stride */
	float *ratio, *rest; /* of a term's documents: size LDA_CHUNK_DOCUMENTS */
	double *values;   /* size K */
	float *alpha;     /* size stride: a document's own, 0 behind the topics */
	char away[64];
};

int lda_estep_init(struct lda_estep *estep, const struct lda_model *model, int threads,
	struct fault *fault)
{
	size_t numbers;
	int i;

	*estep = (struct lda_estep){.threads = threads};
	if (model->sparse) {
		estep->sparse = memory_zeroed(1, sizeof *estep->sparse, fault);
		return estep->sparse
			? lda_sparse_step_init(estep->sparse, model, threads, fault) : -1;
	}
	if (!size_multiply(model->terms, model->stride, &numbers))
		return fault_set(fault, FAULT_SYSTEM, "the model doesn't fit in memory");
	if (!(estep->weights = memory_aligned(numbers, sizeof(float), fault))
		|| !(estep->scale = memory_zeroed(model->stride, sizeof(float), fault))
		|| !(estep->term_version = memory_zeroed(model->terms, sizeof(uint64_t), fault))
		|| lda_mixture_inferrer_init(&estep->inferrer, model, estep->weights, fault)
		|| !(estep->mixtures = memory_zeroed((size_t)threads, sizeof *estep->mixtures, fault))
		|| !(estep->tallies = memory_zeroed((size_t)threads, sizeof *estep->tallies, fault)))
		return -1;
	for (i = 0; i < threads; i++) {
		struct lda_tally *tally = &estep->tallies[i];

		if (!(tally->digamma = memory_zeroed(model->topics + 1, sizeof(int64_t), fault))
			|| !(tally->totals = memory_zeroed(model->stride, sizeof(int64_t), fault))
			|| !(tally->sums = memory_aligned(model->stride, sizeof(float), fault))
			|| !(tally->ratio = memory_aligned(LDA_CHUNK_DOCUMENTS, sizeof(float), fault))
			|| !(tally->rest = memory_aligned(LDA_CHUNK_DOCUMENTS, sizeof(float), fault))
			|| !(tally->alpha = memory_zeroed(model->stride, sizeof(float), fault))
			|| !(tally->values = memory_zeroed(model->topics, sizeof(double), fault)))
			return -1;
	}
	return 0;
}

void lda_estep_release(struct lda_estep *estep)
{
	int i;

	if (estep->sparse)
		lda_sparse_step_release(estep->sparse);
	free(estep->sparse);
	for (i = 0; i < estep->threads; i++) {
		if (estep->mixtures)
			lda_mixture_release(&estep->mixtures[i]);
		if (estep->tallies) {
			free(estep->tallies[i].digamma);
			free(estep->tallies[i].totals);
			free(estep->tallies[i].sums);
			free(estep->tallies[i].ratio);
			free(estep->tallies[i].rest);
			free(estep->tallies[i].values);
			free(estep->tallies[i].alpha);
		}
	}
	lda_mixture_inferrer_release(&estep->inferrer);
	free(estep->weights);
	free(estep->scale);
	free(estep->term_version);
	free(estep->mixtures);
	free(estep->tallies);
	free(estep->theta);
	free(estep->ratio);
	free(estep->rest);
	*estep = (struct lda_estep){0};
}

void lda_estep_spend(struct lda_estep *estep, const struct lda_effort *effort)
{
	if (!estep->sparse) {
		lda_mixture_inferrer_spend(&estep->inferrer, effort);
		return;
	}
	if (effort->iterations)
		estep->sparse->inferrer.iterations = (size_t)effort->iterations;
	if (effort->tolerance >= 0)
		estep->sparse->inferrer.tolerance = effort->tolerance;
}

size_t lda_estep_iterations(const struct lda_estep *estep)
{
	return estep->sparse ? estep->sparse->inferrer.iterations : estep->inferrer.iterations;
}

double lda_estep_tolerance(const struct lda_estep *estep)
{
	return estep->sparse ? estep->sparse->inferrer.tolerance : estep->inferrer.tolerance;
}

int lda_estep_label(struct lda_estep *estep, const struct lda_model *model,
	const struct lda_labels *labels, struct fault *fault)
{
	const struct lda_recipe recipe = {.inference = model->inference,
		.alpha_kind = model->alpha_kind,
		.form = model->sparse ? LDA_FORM_SPARSE : LDA_FORM_DENSE};

	estep->labels = labels;
	return labels ? lda_recipe_labels(&recipe, fault) : 0;
}

int lda_estep_model(struct lda_estep *estep, const struct lda_model *model,
	struct fault *fault)
{
	size_t k;

	if (estep->sparse)
		return lda_sparse_step_model(estep->sparse, model, fault);
	estep->inferrer.model = model;
	for (k = 0; k < model->topics; k++)
		estep->inferrer.alpha[k] = (float)model->alpha[k];
	lda_model_scale(model, estep->scale);
	estep->version++;
	return 0;
}

struct estep_pass {
	struct lda_estep *estep;
	const struct lda_chunk *chunk;
	const struct lda_move *move; /* NULL: counts go to the statistics */
	struct lda_statistics *statistics;
	size_t task; /* documents */
};

/* Brings the rows of some of the chunk's terms up to date. */
static int weigh_terms(void *context, size_t index, int thread, struct fault *fault)
{
	struct estep_pass *pass = context;
	struct lda_estep *estep = pass->estep;
	const struct lda_model *model = estep->inferrer.model;
	size_t end = (index + 1) * TASK_TERMS, i;

	(void)thread;
	(void)fault;
	for (i = index * TASK_TERMS; i < end && i < pass->chunk->terms; i++) {
		size_t term = pass->chunk->list[i];

		if (estep->term_version[term] == estep->version)
			continue;
		if (estep->backlog)
			lda_backlog_catch_up(estep->backlog, term);
		lda_model_weigh(model, estep->scale, term, estep->weights + term * model->stride);
		estep->term_version[term] = estep->version;
	}
	return 0;
}

/* The terms for learning alpha.  cvb0 knows only the means of counts, and a small
 * mean is most often a count of zero: used as a count, every topic that a document
 * does not have would make alpha grow. */
static void tally_digammas(struct lda_tally *tally, const struct lda_mixture *mixture,
	const struct lda_model *model)
{
	double sum = 0;
	size_t k;

	if (model->inference == LDA_CVB0)
		special_digamma_expected(mixture->gamma, model->alpha, model->topics,
			tally->values);
	for (k = 0; k < model->topics; k++) {
		double gamma = (double)mixture->gamma[k];

		sum += gamma;
		if (model->inference == LDA_VB)
			tally->values[k] = special_digamma(gamma);
		tally->digamma[k] += lda_statistics_on_grid(tally->values[k]);
	}
	tally->digamma[k] += lda_statistics_on_grid(special_digamma(sum));
}

static void tally_document(struct lda_tally *tally, const struct lda_mixture *mixture,
	const struct lda_model *model)
{

	tally->tokens += lda_statistics_on_grid(mixture->tokens);
	tally->score += lda_statistics_on_grid(mixture->score);
	if (model->alpha_kind == ALPHA_AUTO)
		tally_digammas(tally, mixture, model);
}

/* A document without words has the prior as its mixture, and adds nothing to
 * learning alpha; it is only counted. */
static int do_documents(void *context, size_t index, int thread, struct fault *fault)
{
	struct estep_pass *pass = context;
	struct lda_estep *estep = pass->estep;
	const struct lda_chunk *chunk = pass->chunk;
	struct lda_mixture *mixture = &estep->mixtures[thread];
	struct lda_inferrer inferrer = estep->inferrer;
	size_t stride = estep->inferrer.model->stride, document;
	size_t end = (index + 1) * pass->task;

	if (end > chunk->documents)
		end = chunk->documents;
	for (document = index * pass->task; document < end; document++) {
		size_t first = chunk->start[document], n = chunk->start[document + 1] - first;
		size_t place = first - chunk->start[0];

		if (n == 0)
			continue;
		if (estep->labels) {
			inferrer.alpha = estep->tallies[thread].alpha;
			lda_labels_alpha(estep->labels, chunk->key[document],
				estep->inferrer.alpha, inferrer.alpha);
		}
		if (lda_mixture_infer(&inferrer, chunk->term + first, chunk->count + first, n,
			    mixture, fault))
			return -1;
		memcpy(estep->theta + document * stride, mixture->theta, stride * sizeof(float));
		memcpy(estep->ratio + place, mixture->ratio, n * sizeof(float));
		if (mixture->own_out)
			memcpy(estep->rest + place, mixture->rest, n * sizeof(float));
		tally_document(&estep->tallies[thread], mixture, estep->inferrer.model);
	}
	return 0;
}

/* Adds a term's counts, in tally->sums, to their place. */
static void put_counts(const struct estep_pass *pass, struct lda_tally *tally, size_t term)
{
	struct lda_statistics *statistics = pass->statistics;
	struct lda_backlog *backlog = pass->estep->backlog;

	if (pass->move) {
		lda_kernel_move_sums(backlog->model->lambda + term * statistics->stride, tally->totals,
			tally->sums, statistics->topics, pass->move);
		lda_backlog_moved(backlog, term);
	} else {
		lda_kernel_to_grid(statistics->counts + term * statistics->stride, tally->totals,
			tally->sums, statistics->stride);
		statistics->seen[term] = 1;
	}
}

static int do_terms(void *context, size_t index, int thread, struct fault *fault)
{
	struct estep_pass *pass = context;
	struct lda_estep *estep = pass->estep;
	const struct lda_chunk *chunk = pass->chunk;
	size_t stride = pass->statistics->stride, end = (index + 1) * TASK_TERMS, i, j;
	struct lda_tally *tally = &estep->tallies[thread];
	const struct lda_inferrer *inferrer = &estep->inferrer;
	bool own_out = inferrer->model->inference == LDA_CVB0 && inferrer->iterations > 1;

	(void)fault;
	if (end > chunk->terms)
		end = chunk->terms;
	for (i = index * TASK_TERMS; i < end; i++) {
		size_t term = chunk->list[i], first = chunk->list_start[i];
		size_t n = chunk->list_start[i + 1] - first;
		const float *weight = estep->weights + term * stride;
		const uint32_t *place = chunk->place + first;

		for (j = 0; j < n; j++)
			tally->ratio[j] = estep->ratio[place[j]];
		for (j = 0; own_out && j < n; j++)
			tally->rest[j] = estep->rest[place[j]];
		if (own_out)
			lda_kernel_gather_own(weight, stride, estep->theta, chunk->document + first,
				tally->ratio, tally->rest, n, tally->sums);
		else
			lda_kernel_gather(weight, stride, estep->theta, chunk->document + first,
				tally->ratio, n, tally->sums);
		put_counts(pass, tally, term);
	}
	return 0;
}

static int take_room(struct lda_estep *estep, const struct lda_chunk *chunk,
	struct fault *fault)
{
	size_t stride = estep->inferrer.model->stride;

	if (chunk->documents > estep->theta_room) {
		free(estep->theta);
		estep->theta_room = 0;
		estep->theta = memory_aligned(chunk->documents * stride, sizeof(float), fault);
		if (!estep->theta)
			return -1;
		estep->theta_room = chunk->documents;
	}
	if (chunk->nonzeros > estep->nonzero_room) {
		free(estep->ratio);
		free(estep->rest);
		estep->nonzero_room = 0;
		estep->ratio = memory_aligned(chunk->nonzeros, sizeof(float), fault);
		estep->rest = memory_aligned(chunk->nonzeros, sizeof(float), fault);
		if (!estep->ratio || !estep->rest)
			return -1;
		estep->nonzero_room = chunk->nonzeros;
	}
	return 0;
}

static int add_tallies(struct lda_estep *estep, struct lda_statistics *statistics,
	struct fault *fault)
{
	int i;
	size_t k;

	for (i = 0; i < estep->threads; i++) {
		struct lda_tally *tally = &estep->tallies[i];

		for (k = 0; k <= statistics->topics; k++) {
			if (lda_statistics_grid_add(&statistics->digamma[k], tally->digamma[k], fault))
				return -1;
			tally->digamma[k] = 0;
		}
		for (k = 0; k < statistics->topics; k++) {
			if (lda_statistics_grid_add(&statistics->totals[k], tally->totals[k], fault))
				return -1;
			tally->totals[k] = 0;
		}
		if (lda_statistics_grid_add(&statistics->tokens, tally->tokens, fault)
			|| lda_statistics_grid_add(&statistics->score, tally->score, fault))
			return -1;
		tally->tokens = tally->score = 0;
	}
	return 0;
}

static int run(struct estep_pass *pass, struct fault *fault)
{
	struct lda_estep *estep = pass->estep;
	const struct lda_chunk *chunk = pass->chunk;
	struct lda_statistics *statistics = pass->statistics;
	size_t terms = (chunk->terms + TASK_TERMS - 1) / TASK_TERMS, d;

	pass->task = 1 + TASK_NONZEROS * chunk->documents / (chunk->nonzeros + 1);
	if (take_room(estep, chunk, fault)
		|| parallel_for(estep->threads, terms, weigh_terms, pass, fault)
		|| parallel_for(estep->threads, (chunk->documents + pass->task - 1) / pass->task,
			do_documents, pass, fault)
		|| parallel_for(estep->threads, terms, do_terms, pass, fault))
		return -1;
	statistics->documents += chunk->documents;
	for (d = 0; d < chunk->documents; d++)
		statistics->empty += chunk->start[d] == chunk->start[d + 1];
	statistics->scored = estep->inferrer.model->inference == LDA_CVB0
		|| estep->inferrer.bound;
	return add_tallies(estep, statistics, fault);
}

int lda_estep_run(struct lda_estep *estep, const struct lda_chunk *chunk,
	struct lda_statistics *statistics, struct fault *fault)
{
	struct estep_pass pass = {.estep = estep, .chunk = chunk, .statistics = statistics};

	if (estep->sparse)
		return lda_sparse_step_run(estep->sparse, chunk, statistics, fault);
	return run(&pass, fault);
}

int lda_estep_move(struct lda_estep *estep, const struct lda_chunk *chunk,
	const struct lda_move *move, struct lda_statistics *statistics,
	struct fault *fault)
{
	struct estep_pass pass = {.estep = estep, .chunk = chunk, .statistics = statistics,
		.move = move};

	statistics->moved = true;
	return run(&pass, fault);
}
