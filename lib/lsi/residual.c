/* residual.c - residuals, orthogonality and share of factors. */
#include "lsi/residual.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lsi/multiply.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS = 8 };

void residual_release(struct residuals *residuals)
{
	free(residuals->factor);
	free(residuals->residual);
	free(residuals->sigma);
	*residuals = (struct residuals){0};
}

struct overlap {
	const struct factors *factors;
	double *gram; /* GROUPS x k x k */
};

static int overlap_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct overlap *overlap = context;
	size_t n = overlap->factors->terms, k = overlap->factors->k;
	size_t at = n * group / GROUPS, end = n * (group + 1) / GROUPS;

	(void)thread;
	(void)fault;
	blas_rows_gram(overlap->factors->u + at * k, end - at, k, overlap->gram + group * k * k);
	return 0;
}

static int measure_overlap(const struct factors *factors, double *worst, int threads,
	struct fault *fault)
{
	size_t k = factors->k, i, j, g;
	struct overlap overlap = {factors, memory_zeroed(GROUPS * k * k, sizeof(double), fault)};

	*worst = 0;
	blas_prepare();
	if (!overlap.gram || parallel_for(threads, GROUPS, overlap_step, &overlap, fault)) {
		free(overlap.gram);
		return -1;
	}
	for (j = 0; j < k; j++)
		for (i = 0; i <= j; i++) {
			double sum = i == j ? -1 : 0;

			for (g = 0; g < GROUPS; g++)
				sum += overlap.gram[(g * k + j) * k + i];
			if (fabs(sum) > *worst)
				*worst = fabs(sum);
		}
	free(overlap.gram);
	return 0;
}

static int choose(struct residuals *residuals, const struct factors *factors, size_t sample,
	struct panels *in, struct fault *fault)
{
	size_t k = factors->k, i, j;

	residuals->count = sample && sample < k ? sample : k;
	residuals->factor = memory_zeroed(residuals->count, sizeof(size_t), fault);
	residuals->residual = memory_zeroed(residuals->count, sizeof(double), fault);
	residuals->sigma = memory_zeroed(residuals->count, sizeof(double), fault);
	if (!residuals->factor || !residuals->residual || !residuals->sigma
		|| product_panels_init(in, factors->terms, residuals->count, fault))
		return -1;
	for (j = 0; j < residuals->count; j++) {
		/* from the first to the last, both included */
		residuals->factor[j] = residuals->count > 1 ? j * (k - 1) / (residuals->count - 1)
							    : 0;
		for (i = 0; i < factors->terms; i++)
			product_panels_at(in, j / PANEL)[i * PANEL + j % PANEL] =
				(float)factors->u[i * k + residuals->factor[j]];
	}
	return 0;
}

static void compare(struct residuals *residuals, const struct factors *factors,
	const struct multiplication *product)
{
	size_t i, j;

	for (j = 0; j < residuals->count; j++) {
		size_t factor = residuals->factor[j];
		double square = factors->sigma[factor] * factors->sigma[factor];
		double sum = 0, along = 0;

		for (i = 0; i < factors->terms; i++) {
			double u = factors->u[i * factors->k + factor];
			double x = multiply_at(product, i, j);
			double rest = x - square * u;

			sum += rest * rest;
			along += x * u;
		}
		residuals->residual[j] = sqrt(sum) / square;
		residuals->sigma[j] = along > 0 ? sqrt(along) : 0;
	}
}

int residual_measure(struct residuals *residuals, const struct factors *factors,
	struct source *source, size_t sample, int threads, struct fault *fault)
{
	struct multiplication product = {0};
	struct panels in = {0};
	double held = 0;
	size_t i;
	int failed = choose(residuals, factors, sample, &in, fault)
		|| multiply_init(&product, &in, 0, threads, fault)
		|| multiply_run(&product, source, fault)
		|| measure_overlap(factors, &residuals->orthogonality, threads, fault);

	if (!failed) {
		compare(residuals, factors, &product);
		for (i = 0; i < factors->k; i++)
			held += factors->sigma[i] * factors->sigma[i];
		residuals->share = product.squares > 0 ? held / product.squares : 0;
		residuals->documents = product.documents;
	}
	product_panels_release(&in);
	multiply_release(&product);
	return failed ? -1 : 0;
}
