/* mixture.c - inference of one document's topics. */
#include "lda/mixture.h"

#include "base/memory.h"
#include "lda/kernel.h"
#include "num/special.h"

#include <stdlib.h>
#include <string.h>

int lda_mixture_inferrer_init(struct lda_inferrer *inferrer, const struct lda_model *model,
	const float *weights, struct fault *fault)
{
	size_t k;

	*inferrer = (struct lda_inferrer){.model = model, .weights = weights};
	inferrer->iterations = model->inference == LDA_VB ? 50 : 10;
	inferrer->tolerance = model->inference == LDA_VB ? 1e-3 : 0;
	inferrer->alpha = memory_zeroed(model->stride, sizeof *inferrer->alpha, fault);
	if (!inferrer->alpha)
		return -1;
	for (k = 0; k < model->topics; k++)
		inferrer->alpha[k] = (float)model->alpha[k];
	return 0;
}

void lda_mixture_inferrer_release(struct lda_inferrer *inferrer)
{
	free(inferrer->alpha);
	*inferrer = (struct lda_inferrer){0};
}

void lda_mixture_inferrer_spend(struct lda_inferrer *inferrer, const struct lda_effort *effort)
{
	if (effort->iterations)
		inferrer->iterations = (size_t)effort->iterations;
	if (effort->tolerance >= 0)
		inferrer->tolerance = effort->tolerance;
	inferrer->bound = effort->bound;
}

void lda_mixture_release(struct lda_mixture *mixture)
{
	free(mixture->weight);
	free(mixture->count);
	free(mixture->ratio);
	free(mixture->rest);
	free(mixture->q);
	free(mixture->theta);
	free(mixture->gamma);
	free(mixture->sums);
	*mixture = (struct lda_mixture){0};
}

int lda_mixture_room(struct lda_mixture *mixture, size_t rows, size_t stride,
	struct fault *fault)
{
	size_t room = rows + rows / 4 + 64, numbers;

	if (rows <= mixture->rows_room)
		return 0;
	lda_mixture_release(mixture);
	room = lda_padded(room);
	if (!size_multiply(room, stride, &numbers))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a document of %zu terms", rows);
	if (!(mixture->weight = memory_aligned(numbers, sizeof(float), fault))
		|| !(mixture->count = memory_aligned(room, sizeof(float), fault))
		|| !(mixture->ratio = memory_aligned(room, sizeof(float), fault))
		|| !(mixture->rest = memory_aligned(room, sizeof(float), fault))
		|| !(mixture->q = memory_aligned(room, sizeof(float), fault))
		|| !(mixture->theta = memory_aligned(stride, sizeof(float), fault))
		|| !(mixture->gamma = memory_aligned(stride, sizeof(float), fault))
		|| !(mixture->sums = memory_aligned(stride, sizeof(float), fault)))
		return -1;
	mixture->rows_room = room;
	return 0;
}

/* The document's rows and counts, padded. */
static int gather(const struct lda_inferrer *inferrer, const uint32_t *term,
	const float *count, size_t n, struct lda_mixture *mixture, struct fault *fault)
{
	size_t stride = inferrer->model->stride, i;

	if (lda_mixture_room(mixture, lda_padded(n), stride, fault))
		return -1;
	lda_mixture_counts(mixture, count, n);
	if (inferrer->weights) {
		lda_kernel_collect(mixture->weight, inferrer->weights, stride, term, n, mixture->rows);
		return 0;
	}
	for (i = 0; i < n; i++)
		inferrer->fill(inferrer->context, term[i], mixture->weight + i * stride);
	memset(mixture->weight + n * stride, 0,
		(mixture->rows - n) * stride * sizeof *mixture->weight);
	return 0;
}

void lda_mixture_counts(struct lda_mixture *mixture, const float *count, size_t n)
{
	size_t i;

	mixture->rows = lda_padded(n);
	mixture->tokens = 0;
	mixture->score = 0;
	mixture->own_out = false;
	for (i = 0; i < n; i++) {
		mixture->count[i] = count[i];
		mixture->tokens += (double)count[i];
	}
	for (; i < mixture->rows; i++)
		mixture->count[i] = 0;
}

/* Iterates gamma = alpha + theta sums, theta = gamma.  theta is left as in
 * the last iteration, to which the ratios belong. */
static void iterate_counts(const struct lda_cvb0 *cvb0, size_t iterations,
	struct lda_mixture *mixture)
{
	size_t stride = cvb0->stride, i;

	for (i = 0; i < iterations; i++) {
		float *theta = mixture->gamma;

		/* gamma becomes theta; its memory is used for the next */
		mixture->gamma = mixture->theta;
		mixture->theta = theta;
		lda_kernel_mix(mixture->weight, mixture->rows, stride, theta, mixture->count,
			mixture->sums, mixture->ratio);
		lda_kernel_advance(mixture->gamma, cvb0->alpha, theta, mixture->sums, stride);
		if (cvb0->tolerance > 0
			&& lda_kernel_change(mixture->gamma, theta, cvb0->topics) < cvb0->tolerance)
			break;
	}
}

void lda_mixture_cvb0(const struct lda_cvb0 *cvb0, struct lda_mixture *mixture)
{
	iterate_counts(cvb0, cvb0->mean_field, mixture);
	if (cvb0->own_out) {
		lda_kernel_without_own(mixture->weight, mixture->rows, cvb0->stride, mixture->gamma,
			mixture->rest, mixture->q);
		mixture->own_out = true;
	} else {
		lda_kernel_dots(mixture->weight, mixture->rows, cvb0->stride, mixture->gamma,
			mixture->q);
	}
	mixture->score = lda_kernel_score(mixture->count, mixture->q, mixture->rows)
		- mixture->tokens * special_log(mixture->tokens + cvb0->mass);
	if (mixture->own_out)
		iterate_counts(cvb0, cvb0->own_out, mixture);
}

static void infer_cvb0(const struct lda_inferrer *inferrer, struct lda_mixture *mixture)
{
	const struct lda_model *model = inferrer->model;
	struct lda_cvb0 cvb0 = {.alpha = inferrer->alpha, .stride = model->stride,
		.topics = model->topics, .mean_field = (inferrer->iterations + 1) / 2,
		.own_out = inferrer->iterations / 2, .tolerance = inferrer->tolerance};
	size_t k;

	for (k = 0; k < model->stride; k++)
		mixture->gamma[k] = 0;
	for (k = 0; k < model->topics; k++) {
		if (inferrer->alpha[k] > 0) /* else the document may not have the topic */
			mixture->gamma[k] = inferrer->alpha[k]
				+ (float)(mixture->tokens / (double)model->topics);
		cvb0.mass += (double)inferrer->alpha[k];
	}
	lda_mixture_cvb0(&cvb0, mixture);
}

/* Hoffman, Blei, Bach (2010), eq. 4, the document's part. */
static double vb_bound(const struct lda_inferrer *inferrer, const struct lda_mixture *mixture)
{
	const struct lda_model *model = inferrer->model;
	double gamma_sum = 0, alpha_sum = 0, bound, expected;
	size_t k;

	for (k = 0; k < model->topics; k++) {
		gamma_sum += (double)mixture->gamma[k];
		alpha_sum += model->alpha[k];
	}
	/* theta was used without the factor exp(-digamma(gamma_sum)) */
	expected = special_digamma(gamma_sum);
	bound = lda_kernel_score(mixture->count, mixture->q, mixture->rows)
		- mixture->tokens * expected;
	for (k = 0; k < model->topics; k++) {
		double gamma = (double)mixture->gamma[k];

		bound += (model->alpha[k] - gamma) * (special_digamma(gamma) - expected)
			+ special_lgamma(gamma) - special_lgamma(model->alpha[k]);
	}
	return bound + special_lgamma(alpha_sum) - special_lgamma(gamma_sum);
}

static void infer_vb(const struct lda_inferrer *inferrer, struct lda_mixture *mixture)
{
	const struct lda_model *model = inferrer->model;
	size_t stride = model->stride, i, k;

	/* any uniform start gives the same first step: its scale cancels */
	for (k = 0; k < stride; k++) {
		mixture->theta[k] = k < model->topics ? 1 : 0;
		mixture->gamma[k] = 0;
	}
	for (i = 0; i < inferrer->iterations; i++) {
		double moved = 0;

		lda_kernel_mix(mixture->weight, mixture->rows, stride, mixture->theta, mixture->count,
			mixture->sums, mixture->ratio);
		lda_kernel_advance(mixture->sums, inferrer->alpha, mixture->theta, mixture->sums, stride);
		if (inferrer->tolerance > 0)
			moved = lda_kernel_change(mixture->sums, mixture->gamma, model->topics);
		memcpy(mixture->gamma, mixture->sums, stride * sizeof(float));
		lda_kernel_exp_digamma(mixture->theta, mixture->gamma, stride);
		for (k = model->topics; k < stride; k++)
			mixture->theta[k] = 0;
		if (inferrer->tolerance > 0 && moved < inferrer->tolerance)
			break;
	}
	lda_kernel_dots(mixture->weight, mixture->rows, stride, mixture->theta, mixture->q);
	for (i = 0; i < mixture->rows; i++)
		mixture->ratio[i] = mixture->count[i] / (mixture->q[i] + LDA_TINY);
	if (inferrer->bound)
		mixture->score = vb_bound(inferrer, mixture);
}

int lda_mixture_infer(const struct lda_inferrer *inferrer, const uint32_t *term, const float *count,
	size_t n, struct lda_mixture *mixture, struct fault *fault)
{
	if (gather(inferrer, term, count, n, mixture, fault))
		return -1;
	if (inferrer->model->inference == LDA_VB)
		infer_vb(inferrer, mixture);
	else
		infer_cvb0(inferrer, mixture);
	return 0;
}
