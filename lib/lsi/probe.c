/* probe.c - a few passes of block Lanczos, and the density of their Ritz values. */
#include "lsi/probe.h"

#include "base/memory.h"
#include "base/random.h"
#include "lsi/krylov.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Passes until the first look, and to the next; the narrowest block, and how many blocks the
 * factors must be worth. */
enum { PASSES = 7, MORE = 3, NARROWEST = 8, LEAST_BLOCKS = 6, KEY = 0x70726f6265 };

/* The filter begins at that share of the estimate. */
static const double margin = 0.85;

/* p(G)'s largest eigenvalue is 8 times the square of this, and what f32's rounding of it
 * leaves in the vectors of others is squared in sigma: some 1e-8. */
static const double widest = 12;

/* Leading vectors are kept out of the filter from this distance on, if their residual is
 * no more than that share: what is left of it in sigma is its square. */
static const double distant = 3, sharp = 1e-5;

double probe_begin(double theta)
{
	return margin * theta;
}

void probe_release(struct probe *probe)
{
	tall_release(&probe->start);
	tall_release(&probe->known);
	free(probe->theta);
	probe->theta = NULL;
}

/* The k-th eigenvalue by the Ritz values' weights; 0: not among them. */
static double kth(const double *theta, const double *y, size_t m, size_t b, size_t n, size_t k)
{
	double before = 0, at_before = 0, sum = 0;
	size_t i, j;

	for (i = 0; i < m && theta[i] > 0; i++) {
		double weight = 0, middle, share;

		for (j = 0; j < b; j++)
			weight += y[i * m + j] * y[i * m + j];
		weight *= (double)n / (double)b;
		middle = sum + weight / 2;
		sum += weight;
		if (middle >= (double)k) {
			if (i == 0)
				return 0;
			share = ((double)k - before) / (middle - before);
			return exp(log(at_before) * (1 - share) + log(theta[i]) * share);
		}
		before = middle;
		at_before = theta[i];
	}
	return 0;
}

/* The eigenpairs of the projected problem. */
struct look {
	size_t m, sharp; /* columns; the leading pairs that are eigenpairs, far above a */
	bool blurred;    /* others are too far above it */
	double *theta, *y;
};

static void look_release(struct look *look)
{
	free(look->theta);
	free(look->y);
	*look = (struct look){0};
}

/* a, and the leading pairs that are sharp. */
static int look(struct look *look, struct probe *probe, const struct krylov *krylov,
	struct fault *fault)
{
	size_t m = krylov->basis.columns, i, j, d = 0;
	const struct tail *tail = &krylov->tail[krylov->tails - 1];
	double *work = memory_zeroed(tail->rows + 1, sizeof *work, fault);
	int failed;

	look_release(look);
	look->m = m;
	look->y = memory_zeroed(m * m, sizeof *look->y, fault);
	look->theta = memory_zeroed(m, sizeof *look->theta, fault);
	failed = !work || !look->y || !look->theta;
	for (j = 0; !failed && j < m; j++)
		for (i = 0; i <= j; i++)
			look->y[j * m + i] = krylov->t[j * krylov->lead + i];
	failed = failed || blas_eigen(look->y, m, look->theta, fault);
	if (!failed)
		probe->a = probe_begin(kth(look->theta, look->y, m, probe->block,
			krylov->basis.rows, probe->factors));
	while (!failed && d < m && look->theta[d] > distant * probe->a
		&& tail_square(tail, look->y + d * m, work) <= pow(sharp * look->theta[d], 2))
		d++;
	look->sharp = d;
	look->blurred = !failed && (d == m || look->theta[d] > widest * probe->a);
	free(work);
	return failed ? -1 : 0;
}

/* known := the sharp Ritz vectors; start := random combinations of others above a. */
static int keep(struct probe *probe, const struct look *look, const struct krylov *krylov,
	struct fault *fault)
{
	size_t m = look->m, b = probe->block, d = look->sharp, lead = 0, i, j, l;
	double *turn = memory_zeroed(m * b, sizeof *turn, fault);
	int failed = !turn || tall_init(&probe->start, krylov->basis.rows, b, fault)
		|| tall_init(&probe->known, krylov->basis.rows, d + 1, fault)
		|| tall_combine(&krylov->basis, look->y, m, d, &probe->known, probe->threads, fault);

	probe->theta = memory_zeroed(d + 1, sizeof *probe->theta, fault);
	failed = failed || !probe->theta;
	while (lead < m && (lead < d + b || look->theta[lead] > probe->a))
		lead++;
	for (j = 0; !failed && j < b; j++)
		for (l = d; l < lead; l++) {
			double factor = random_uniform(probe->seed ^ KEY, l, j) - 0.5;

			for (i = 0; i < m; i++)
				turn[j * m + i] += factor * look->y[l * m + i];
		}
	failed = failed || tall_combine(&krylov->basis, turn, m, b, &probe->start,
		probe->threads, fault);
	if (!failed)
		memcpy(probe->theta, look->theta, d * sizeof *probe->theta);
	free(turn);
	return failed ? -1 : 0;
}

/* Passes until what is far above a is sharp, as long as these are few beside the factors'. */
static int pass(struct probe *probe, struct krylov *krylov, struct fault *fault)
{
	size_t most = PASSES + probe->factors / (2 * probe->block), due = PASSES;
	struct look seen = {.blurred = true};
	int failed = 0;

	while (!failed && seen.blurred && due <= most) {
		failed = krylov_step(krylov, fault);
		probe->passes++;
		if (!failed && krylov->linked < probe->block)
			break;
		if (failed || probe->passes < due)
			continue;
		failed = look(&seen, probe, krylov, fault);
		due = probe->a > 0 ? due + MORE : most + 1;
	}
	if (seen.blurred)
		probe->a = 0;
	failed = failed || (probe->a > 0 && keep(probe, &seen, krylov, fault));
	look_release(&seen);
	return failed ? -1 : 0;
}

int probe_run(struct probe *probe, const struct gram_operator *gram, struct fault *fault)
{
	struct krylov_plan plan = {.factors = 1, .block = probe->block,
		.most = PASSES * probe->block + probe->factors, .tolerance = 1,
		.seed = probe->seed ^ KEY, .threads = probe->threads};
	const struct krylov_start random = {0};
	struct krylov krylov = {0};
	int failed;

	probe->a = 0;
	probe->passes = 0;
	if (probe->block < NARROWEST || probe->factors < LEAST_BLOCKS * probe->block
		|| gram->n < 8 * probe->factors)
		return 0;
	failed = krylov_init_from(&krylov, gram, &plan, &random, fault)
		|| pass(probe, &krylov, fault);
	krylov_release(&krylov);
	return failed ? -1 : 0;
}
