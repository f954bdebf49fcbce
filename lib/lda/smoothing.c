/* smoothing.c - the base of words, and phi from it. */
#include "lda/smoothing.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/kernel.h"
#include "num/variants.h"

#include <stdlib.h>

enum { BLOCK_TERMS = 512 };

static const double LARGEST = .5, LARGEST_SPARSE = .3, FROM = .6;

/* As if one more topic had each word: those that occur nowhere need a share, too. */
static const double LEAST_BASE = 1;

double lda_smoothing_discount(double n, size_t terms, size_t topics, bool sparse)
{
	double over = FROM * (double)terms * (double)topics / n;
	double largest = sparse ? LARGEST_SPARSE : LARGEST;

	return over >= 1 || !(n > 0) ? largest : largest * over * over * over * over;
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
	double *kinds;  /* dense: blocks x K: T_k of each */
	int64_t *tally; /* sparse, with many topics: threads x K: T_k on the grid */
	double *all;    /* size blocks: sums of the base */
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

/* The same of a sparse model's pairs. */
static double tally_kinds(const struct lda_sparse *sparse, size_t term, int64_t *tally)
{
	double sum = 0;
	size_t i;

	for (i = sparse->start[term]; i < sparse->start[term + 1]; i++) {
		double t = (double)kinds_of((float)(sparse->step
			* (double)lda_pair_steps(sparse->pair[i])));

		tally[lda_pair_topic(sparse->pair[i])] += (int64_t)(t / LDA_GRID + .5);
		sum += t;
	}
	return sum;
}

static int sweep_block(void *context, size_t block, int thread, struct fault *fault)
{
	const struct smoothing_sweep *sweep = context;
	const struct lda_smoothing_of *of = sweep->of;
	size_t term = block * BLOCK_TERMS, end = term + BLOCK_TERMS;

	(void)fault;
	for (; term < end && term < of->terms; term++) {
		double base = LEAST_BASE + (of->sparse
			? tally_kinds(of->sparse, term, sweep->tally + (size_t)thread * of->topics)
			: add_kinds(of->lambda + term * of->stride, (float)of->eta, of->topics,
				sweep->kinds + block * of->topics));

		sweep->smoothing->base[term] = (float)base;
		sweep->all[block] += base;
	}
	return 0;
}

/* T_k; parts: blocks or threads. */
static double kinds_of_topic(const struct smoothing_sweep *sweep, size_t parts, size_t k)
{
	size_t topics = sweep->of->topics, part;
	int64_t tally = 0;
	double kinds = 0;

	for (part = 0; part < parts; part++) {
		if (sweep->tally)
			tally += sweep->tally[part * topics + k];
		else
			kinds += sweep->kinds[part * topics + k];
	}
	return sweep->tally ? (double)tally * LDA_GRID : kinds;
}

static void finish(const struct smoothing_sweep *sweep, size_t blocks, int threads)
{
	struct lda_smoothing *smoothing = sweep->smoothing;
	const struct lda_smoothing_of *of = sweep->of;
	double all = 0;
	size_t block, k, term;

	for (block = 0; block < blocks; block++)
		all += sweep->all[block];
	for (term = 0; term < of->terms; term++)
		smoothing->base[term] = (float)((double)smoothing->base[term] / all);
	for (k = 0; k < of->topics; k++)
		smoothing->lift[k] = (float)(of->eta * (double)of->terms + smoothing->discount
			* kinds_of_topic(sweep, of->sparse ? (size_t)threads : blocks, k));
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
		: lda_smoothing_discount(tokens, of->terms, of->topics, of->sparse != NULL);
	if (!(smoothing->discount > 0))
		return 0;
	smoothing->base = memory_aligned(of->terms, sizeof(float), fault);
	smoothing->lift = memory_aligned(of->stride, sizeof(float), fault);
	if (of->sparse)
		sweep.tally = memory_zeroed((size_t)threads * of->topics, sizeof(int64_t), fault);
	else
		sweep.kinds = memory_zeroed(blocks * of->topics, sizeof(double), fault);
	sweep.all = memory_zeroed(blocks, sizeof(double), fault);
	if (!smoothing->base || !smoothing->lift || !(sweep.kinds || sweep.tally) || !sweep.all)
		goto done;
	for (k = 0; k < of->stride; k++)
		smoothing->lift[k] = 0;
	if (parallel_for(threads, blocks, sweep_block, &sweep, fault))
		goto done;
	finish(&sweep, blocks, threads);
	failed = 0;
done:
	free(sweep.kinds);
	free(sweep.tally);
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

float lda_smoothing_left(const struct lda_smoothing *smoothing, float n)
{
	return n - (float)smoothing->discount * kinds_of(n);
}

void lda_smoothing_sparse_row(const struct lda_smoothing *smoothing,
	const struct lda_sparse *sparse, const double *share, size_t term, float *phi)
{
	float rest = (float)(sparse->step * (double)sparse->rest[term]);
	float base = smoothing->base[term];
	size_t i, k;

	for (k = 0; k < sparse->topics; k++)
		phi[k] = __builtin_fmaf(rest, (float)share[k], base * smoothing->lift[k]);
	for (i = sparse->start[term]; i < sparse->start[term + 1]; i++)
		phi[lda_pair_topic(sparse->pair[i])] += lda_smoothing_left(smoothing,
			(float)(sparse->step * (double)lda_pair_steps(sparse->pair[i])));
}
