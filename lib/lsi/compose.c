/* compose.c - the eigenpairs of C T^-1 C'. */
#include "lsi/compose.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows at a time, and sums that are kept apart, whatever the threads. */
enum { ROWS = 512, GROUPS = 8 };

/* Below this share of the largest, a square is rounding. */
static const double negligible = 1e-13;

struct work {
	const struct composite *composite;
	size_t columns;
	double *rows;  /* threads x ROWS x columns */
	double *gram;  /* GROUPS x columns x columns; then the turn to U */
	double *value; /* size columns */
	double *norm;  /* size columns: squared, of C's columns */
	struct factors *out;
};

static int gram_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct work *work = context;
	size_t n = work->composite->terms, at = n * group / GROUPS;
	size_t end = n * (group + 1) / GROUPS;
	double *rows = work->rows + (size_t)thread * ROWS * work->columns;

	(void)fault;
	for (; at < end; at += ROWS) {
		size_t count = end - at < ROWS ? end - at : ROWS;

		work->composite->fill(work->composite->context, at, count, rows);
		rows_gram(rows, count, work->columns,
			work->gram + group * work->columns * work->columns);
	}
	return 0;
}

static int turn_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct work *work = context;
	size_t at = index * ROWS, n = work->composite->terms, k = work->out->k;
	size_t count = n - at < ROWS ? n - at : ROWS;
	double *rows = work->rows + (size_t)thread * ROWS * work->columns;

	(void)fault;
	work->composite->fill(work->composite->context, at, count, rows);
	rows_turn(rows, count, work->columns, work->gram, k, work->out->u + at * k, k);
	return 0;
}

/* Whether a pair is more than what rounding of C brings about. */
static bool is_factor(const struct work *work, size_t i)
{
	const double *x = work->gram + i * work->columns;
	double noise = 0, share = work->composite->rounding;
	size_t j;

	if (!(work->value[i] > negligible * work->value[0]))
		return false;
	for (j = 0; share > 0 && j < work->columns; j++)
		noise += x[j] * x[j] * work->norm[j];
	return work->value[i] > share * share * noise;
}

/* The turn from C to U, and how many columns it has. */
static int solve(struct work *work, size_t *rank, struct fault *fault)
{
	size_t n = work->columns, g, i, j;

	for (g = 1; g < GROUPS; g++)
		for (i = 0; i < n * n; i++)
			work->gram[i] += work->gram[g * n * n + i];
	for (j = 0; j < n; j++)
		work->norm[j] = work->gram[j * n + j];
	if (work->composite->metric
			? symmetric_eigen_pair(work->gram, work->composite->metric, n,
				  work->value, fault)
			: symmetric_eigen(work->gram, n, work->value, fault))
		return -1;
	for (*rank = 0; *rank < n && is_factor(work, *rank); ++*rank)
		for (j = 0; j < n; j++)
			work->gram[*rank * n + j] /= sqrt(work->value[*rank]);
	return 0;
}

static int take_room(struct work *work, int threads, struct fault *fault)
{
	size_t n = work->columns, size;

	if (!size_multiply(n, n, &size) || !size_multiply(size, GROUPS, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu factors", n);
	work->rows = memory_aligned((size_t)threads * ROWS * n, sizeof(double), fault);
	work->gram = memory_aligned(size, sizeof(double), fault);
	work->value = memory_zeroed(n, sizeof(double), fault);
	work->norm = memory_zeroed(n, sizeof(double), fault);
	if (!work->rows || !work->gram || !work->value || !work->norm)
		return -1;
	memset(work->gram, 0, size * sizeof(double));
	return 0;
}

int compose(struct composite *composite, size_t k, struct factors *out, int threads,
	struct fault *fault)
{
	struct work work = {.composite = composite, .columns = composite->columns, .out = out};
	size_t rank, i, n = composite->terms;
	int failed = -1;

	blas_prepare();
	if (take_room(&work, threads, fault)
		|| parallel_for(threads, GROUPS, gram_step, &work, fault)
		|| solve(&work, &rank, fault))
		goto done;
	out->terms = n;
	out->k = rank < k ? rank : k;
	if (factors_init(out, n, out->k, fault)
		|| parallel_for(threads, (n + ROWS - 1) / ROWS, turn_step, &work, fault))
		goto done;
	for (i = 0; i < out->k; i++)
		out->sigma[i] = sqrt(work.value[i]);
	composite->next = out->k < rank ? work.value[out->k] : 0;
	failed = 0;
done:
	free(work.rows);
	free(work.gram);
	free(work.value);
	free(work.norm);
	return failed;
}
