/* smoothing.c - the base of words, and phi from it. */
#include "lda/smoothing.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/variants.h"

#include <stdlib.h>

enum { BLOCK_TERMS = 512 };

static const double LARGEST = .5, FROM = .6;

/* As if one more topic had each word: those that occur nowhere need a share, too. */
static const double LEAST_BASE = 1;

double lda_smoothing_discount(double n, size_t terms, size_t topics)
{
	double over = FROM * (double)terms * (double)topics / n;

	return over >= 1 || !(n > 0) ? LARGEST : LARGEST * over * over * over * over;
}

void lda_smoothing_release(struct lda_smoothing *smoothing)
{
	free(smoothing->base);
	free(smoothing->lift);
	*smoothing = (struct lda_smoothing){.given = smoothing->given};
}

struct smoothing_sweep {
	struct lda_smoothing *smoothing;
	const struct lda_smoothing_of *of;
	double *kinds; /* blocks x K: T_k of each */
	double *all;   /* size blocks: sums of the base */
};

/* t of n tokens: e^-n as (1 + n/8)^-8, which takes one division and has the same bits
 * everywhere. */
static inline float kinds_of(float n)
{
	float x = 1 / (1 + n * .125f);

	x *= x;
	x *= x;
	return 1 - x * x;
}

/* Adds t of a row to kinds; returns their sum. */
static double add_kinds(const float *lambda, float eta, size_t topics, double *kinds)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < topics; k++) {
		float n = lambda[k] - eta;
		double t = n > 0 ? (double)kinds_of(n) : 0;

		kinds[k] += t;
		sum += t;
	}
	return sum;
}

static int sweep_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct smoothing_sweep *sweep = context;
	const struct lda_smoothing_of *of = sweep->of;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	(void)thread;
	(void)fault;
	for (; term < end && term < of->terms; term++) {
		double base = LEAST_BASE + add_kinds(of->lambda + term * of->stride, (float)of->eta,
			of->topics, sweep->kinds + block * of->topics);

		sweep->smoothing->base[term] = (float)base;
		sweep->all[block] += base;
	}
	return 0;
}

static void finish(const struct smoothing_sweep *sweep, size_t blocks)
{
	struct lda_smoothing *smoothing = sweep->smoothing;
	const struct lda_smoothing_of *of = sweep->of;
	double all = 0;
	size_t block, k, term;

	for (block = 0; block < blocks; block++)
		all += sweep->all[block];
	for (term = 0; term < of->terms; term++)
		smoothing->base[term] = (float)((double)smoothing->base[term] / all);
	for (k = 0; k < of->topics; k++) {
		double kinds = 0;

		for (block = 0; block < blocks; block++)
			kinds += sweep->kinds[block * of->topics + k];
		smoothing->lift[k] = (float)(of->eta * (double)of->terms
			+ smoothing->discount * kinds);
	}
}

int lda_smoothing_set(struct lda_smoothing *smoothing, const struct lda_smoothing_of *of,
	double force, int threads, struct fault *fault)
{
	struct smoothing_sweep sweep = {.smoothing = smoothing, .of = of};
	size_t blocks = (of->terms + BLOCK_TERMS - 1) / BLOCK_TERMS, k;
	double tokens = 0;
	int failed = -1;

	lda_smoothing_release(smoothing);
	for (k = 0; k < of->topics; k++)
		tokens += of->totals[k] - of->eta * (double)of->terms;
	smoothing->discount = force > 0 ? force : smoothing->given >= 0 ? smoothing->given
		: lda_smoothing_discount(tokens, of->terms, of->topics);
	if (!(smoothing->discount > 0))
		return 0;
	smoothing->base = memory_aligned(of->terms, sizeof(float), fault);
	smoothing->lift = memory_aligned(of->stride, sizeof(float), fault);
	sweep.kinds = memory_zeroed(blocks * of->topics, sizeof(double), fault);
	sweep.all = memory_zeroed(blocks, sizeof(double), fault);
	if (!smoothing->base || !smoothing->lift || !sweep.kinds || !sweep.all)
		goto done;
	for (k = 0; k < of->stride; k++)
		smoothing->lift[k] = 0;
	if (parallel_for(threads, blocks, sweep_block, &sweep, fault))
		goto done;
	finish(&sweep, blocks);
	failed = 0;
done:
	free(sweep.kinds);
	free(sweep.all);
	return failed;
}

VARIANTS
static void smooth_row(float *phi, const float *lambda, const float *restrict lift, float eta,
	float discount, float base, size_t stride)
{
	size_t k;

	for (k = 0; k < stride; k++) {
		float n = lambda[k] - eta;

		n = n > 0 ? n : 0;
		phi[k] = __builtin_fmaf(lift[k], base, n - discount * kinds_of(n));
	}
}

VARIANTS
static void scale_row(float *restrict phi, const float *restrict scale, size_t stride)
{
	size_t k;

	for (k = 0; k < stride; k++)
		phi[k] *= scale[k];
}

void lda_smoothing_row(const struct lda_smoothing *smoothing, float *phi, const float *lambda,
	const float *scale, double eta, size_t term, size_t stride)
{
	smooth_row(phi, lambda, smoothing->lift, (float)eta, (float)smoothing->discount,
		smoothing->base[term], stride);
	if (scale)
		scale_row(phi, scale, stride);
}
