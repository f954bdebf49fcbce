/* heldout.c - document completion. */
#include "lda/heldout.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/kernel.h"
#include "lda/mixture.h"
#include "lda/statistics.h"
#include "num/special.h"
#include "num/variants.h"

#include <stdlib.h>
#include <string.h>

enum { TASK_DOCUMENTS = 8 };

/* A thread's space, and its sum on the grid. */
struct worker {
	struct lda_mixture mixture;
	uint32_t *term;  /* of the half that is predicted */
	float *count;    /* of either half */
	size_t term_room, count_room;
	float *row;      /* size stride */
	int64_t observed;
};

struct heldout_job {
	const struct lda_model *model;
	struct lda_inferrer inferrer;
	struct lda_rows rows;
	double uniform;
	const struct lda_chunk *chunk;
	struct worker *workers;
	int threads;
	struct lda_scores *scores;
};

void lda_heldout_release(struct lda_scores *scores)
{
	free(scores->predicted);
	free(scores->likelihood);
	*scores = (struct lda_scores){0};
}

VARIANTS
static void mix_uniform(const float *lambda, const double *restrict totals, size_t topics,
	double keep, double add, float *row)
{
	size_t k;

	for (k = 0; k < topics; k++)
		row[k] = (float)(keep * (double)lambda[k] / totals[k] + add);
}

/* The probability of the term in each topic. */
static void fill_row(const void *context, size_t term, float *row)
{
	const struct heldout_job *job = context;
	const struct lda_model *model = job->model;
	const float *tokens = lda_model_rows_take(&job->rows, term, row);

	if (model->smoothing.discount > 0 && model->sparse) {
		lda_smoothing_sparse_row(&model->smoothing, model->sparse, job->rows.form.share,
			term, row);
		tokens = row;
	} else if (model->smoothing.discount > 0) {
		lda_smoothing_row(&model->smoothing, row, tokens, NULL, model->eta, term,
			model->stride);
		tokens = row;
	}
	mix_uniform(tokens, model->totals, model->topics, 1 - job->uniform,
		job->uniform / (double)model->terms, row);
	memset(row + model->topics, 0, (model->stride - model->topics) * sizeof *row);
}

/* Splits a document: the observed half to term and count from the front,
 * the predicted half after it.  Returns the observed's number. */
static size_t split(const struct lda_chunk *chunk, size_t document, struct worker *worker,
	size_t *predicted)
{
	size_t first = chunk->start[document], n = chunk->start[document + 1] - first, i;
	size_t observed = 0;
	uint64_t position = 0;

	*predicted = 0;
	for (i = 0; i < n; i++) {
		uint64_t count = (uint64_t)chunk->count[first + i];
		uint64_t even = (count + (position % 2 == 0)) / 2;

		position += count;
		if (even) {
			worker->term[observed] = chunk->term[first + i];
			worker->count[observed++] = (float)even;
		}
		if (count > even) {
			worker->term[n + *predicted] = chunk->term[first + i];
			worker->count[n + (*predicted)++] = (float)(count - even);
		}
	}
	return observed;
}

/* Log likelihood of the predicted half, with theta the mixture's gamma. */
static double predict(const struct heldout_job *job, struct worker *worker, size_t at, size_t n)
{
	const struct lda_model *model = job->model;
	double sum = 0, likelihood = 0;
	size_t i, k;

	for (k = 0; k < model->topics; k++)
		sum += (double)worker->mixture.gamma[k];
	for (i = 0; i < n; i++) {
		double q = 0;

		fill_row(job, worker->term[at + i], worker->row);
		for (k = 0; k < model->topics; k++)
			q += (double)worker->mixture.gamma[k] * (double)worker->row[k];
		likelihood += (double)worker->count[at + i] * special_log(q / sum + 1e-300);
	}
	return likelihood;
}

static double sum_counts(const float *count, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)count[i];
	return sum;
}

static int score_document(struct heldout_job *job, struct worker *worker, size_t document,
	struct fault *fault)
{
	const struct lda_chunk *chunk = job->chunk;
	size_t first = chunk->start[document], n = chunk->start[document + 1] - first;
	size_t observed, predicted, i, place = job->scores->documents + document;

	for (i = 0; i < n; i++)
		if (chunk->count[first + i] != (float)(uint64_t)chunk->count[first + i])
			return fault_set(fault, FAULT_DATA,
				"completion takes counts, and a weight is not a whole number");
	if (memory_grow(&worker->term, &worker->term_room, 2 * n, fault)
		|| memory_grow(&worker->count, &worker->count_room, 2 * n, fault))
		return -1;
	observed = split(chunk, document, worker, &predicted);
	worker->observed += lda_statistics_on_grid(sum_counts(worker->count, observed));
	if (predicted == 0)
		return 0;
	if (lda_mixture_infer(&job->inferrer, worker->term, worker->count, observed, &worker->mixture,
		    fault))
		return -1;
	job->scores->predicted[place] = sum_counts(worker->count + n, predicted);
	job->scores->likelihood[place] = predict(job, worker, n, predicted);
	return 0;
}

static int do_documents(void *context, size_t index, int thread, struct fault *fault)
{
	struct heldout_job *job = context;
	size_t document = index * TASK_DOCUMENTS, end = document + TASK_DOCUMENTS;

	if (end > job->chunk->documents)
		end = job->chunk->documents;
	for (; document < end; document++)
		if (score_document(job, &job->workers[thread], document, fault))
			return -1;
	return 0;
}

static int score_chunk(struct heldout_job *job, const struct lda_chunk *chunk, struct fault *fault)
{
	struct lda_scores *scores = job->scores;
	size_t all = scores->documents + chunk->documents, document;

	if (memory_grow(&scores->predicted, &scores->predicted_room, all, fault)
		|| memory_grow(&scores->likelihood, &scores->likelihood_room, all, fault))
		return -1;
	for (document = scores->documents; document < all; document++)
		scores->predicted[document] = scores->likelihood[document] = 0;
	job->chunk = chunk;
	if (parallel_for(job->threads,
		    (chunk->documents + TASK_DOCUMENTS - 1) / TASK_DOCUMENTS, do_documents, job,
		    fault))
		return -1;
	scores->documents = all;
	return 0;
}

struct visit {
	struct heldout_job *jobs;
	size_t count;
};

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	const struct visit *to = context;
	size_t i;

	for (i = 0; i < to->count; i++)
		if (score_chunk(&to->jobs[i], chunk, fault))
			return -1;
	return 0;
}

static int job_init(struct heldout_job *job, const struct lda_heldout *heldout, struct fault *fault)
{
	const struct lda_model *model = job->model;
	size_t k;
	int i;

	job->workers = memory_zeroed((size_t)job->threads, sizeof *job->workers, fault);
	job->uniform = heldout->uniform;
	if (!job->workers || lda_model_rows_init(&job->rows, model, fault)
		|| lda_mixture_inferrer_init(&job->inferrer, model, NULL, fault))
		return -1;
	for (i = 0; i < job->threads; i++)
		if (!(job->workers[i].row = memory_aligned(model->stride, sizeof(float), fault)))
			return -1;
	job->inferrer.fill = fill_row;
	job->inferrer.context = job;
	for (k = 0; k < model->topics; k++)
		job->inferrer.alpha[k] = (float)heldout->alpha[k];
	job->inferrer.iterations = (size_t)heldout->iterations;
	job->inferrer.tolerance = 0;
	return 0;
}

static void job_release(struct heldout_job *job)
{
	int i;

	for (i = 0; job->workers && i < job->threads; i++) {
		lda_mixture_release(&job->workers[i].mixture);
		free(job->workers[i].term);
		free(job->workers[i].count);
		free(job->workers[i].row);
	}
	free(job->workers);
	lda_model_rows_release(&job->rows);
	lda_mixture_inferrer_release(&job->inferrer);
}

static double observed(const struct heldout_job *job)
{
	int64_t sum = 0;
	int i;

	for (i = 0; i < job->threads; i++)
		sum += job->workers[i].observed;
	return (double)sum * LDA_GRID;
}

int lda_heldout_score(const struct lda_model *const *models,
	const struct lda_heldout *heldout, size_t count, struct lda_feed *feed, int threads,
	struct lda_scores *scores, struct fault *fault)
{
	struct lda_model judge[2]; /* borrow; inference is that of the evaluation */
	struct heldout_job jobs[2] = {{0}};
	struct visit to = {jobs, count};
	int failed = 0;
	size_t i;

	for (i = 0; i < count && !failed; i++) {
		judge[i] = *models[i];
		judge[i].inference = LDA_VB;
		judge[i].alpha_kind = ALPHA_GIVEN;
		jobs[i] = (struct heldout_job){.model = &judge[i], .threads = threads,
			.scores = &scores[i]};
		failed = job_init(&jobs[i], &heldout[i], fault);
	}
	failed = failed || lda_feed_pass(feed, visit, &to, fault);
	for (i = 0; i < count; i++) {
		if (!failed)
			scores[i].observed = observed(&jobs[i]);
		job_release(&jobs[i]);
	}
	return failed ? -1 : 0;
}
