/* compose.c - the eigenpairs of C T^-1 C'. */
#include "lsi/compose.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = COMPOSE_ROWS, GROUPS = COMPOSE_GROUPS };

/* Below this share of the largest, a square is rounding. */
static const double negligible = 1e-13;

void compose_release(struct composite *composite)
{
	free(composite->value);
	free(composite->rows);
	free(composite->gram);
	free(composite->norm);
	composite->value = composite->rows = composite->gram = composite->norm = NULL;
}

static int gram_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct composite *composite = context;
	size_t n = composite->terms, columns = composite->columns;
	size_t at = n * group / GROUPS, end = n * (group + 1) / GROUPS;
	double *rows = composite->rows + (size_t)thread * ROWS * columns;

	(void)fault;
	for (; at < end; at += ROWS) {
		size_t count = end - at < ROWS ? end - at : ROWS;

		composite->fill(composite->context, at, count, rows);
		blas_rows_gram(rows, count, columns, composite->gram + group * columns * columns);
	}
	return 0;
}

/* Whether a pair is more than what rounding of C brings about. */
static bool is_factor(const struct composite *composite, size_t i)
{
	const double *x = composite->gram + i * composite->columns;
	double noise = 0, share = composite->rounding;
	size_t j;

	if (!(composite->value[i] > negligible * composite->value[0]))
		return false;
	for (j = 0; share > 0 && j < composite->columns; j++)
		noise += x[j] * x[j] * composite->norm[j];
	return composite->value[i] > share * share * noise;
}

static int take_room(struct composite *composite, struct fault *fault)
{
	size_t n = composite->columns, threads = (size_t)composite->threads, size;

	if (!size_multiply(n, n, &size) || !size_multiply(size, GROUPS, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu factors", n);
	composite->rows = memory_aligned(threads * ROWS * n, sizeof(double), fault);
	composite->gram = memory_aligned(size, sizeof(double), fault);
	composite->value = memory_zeroed(n, sizeof(double), fault);
	composite->norm = memory_zeroed(n, sizeof(double), fault);
	if (!composite->rows || !composite->gram || !composite->value || !composite->norm)
		return -1;
	memset(composite->gram, 0, size * sizeof(double));
	return 0;
}

int compose_solve(struct composite *composite, struct fault *fault)
{
	size_t n = composite->columns, g, i, j;
	double *gram;

	blas_prepare();
	if (take_room(composite, fault)
		|| parallel_for(composite->threads, GROUPS, gram_step, composite, fault))
		return -1;
	gram = composite->gram;
	for (g = 1; g < GROUPS; g++)
		for (i = 0; i < n * n; i++)
			gram[i] += gram[g * n * n + i];
	for (j = 0; j < n; j++)
		composite->norm[j] = gram[j * n + j];
	if (composite->metric
			? blas_eigen_pair(gram, composite->metric, n, composite->value, fault)
			: blas_eigen(gram, n, composite->value, fault))
		return -1;
	for (i = 0; i < n && is_factor(composite, i); i++)
		for (j = 0; j < n; j++)
			gram[i * n + j] /= sqrt(composite->value[i]);
	composite->rank = i;
	return 0;
}

/* What compose_vectors' steps share. */
struct turning {
	const struct composite *composite;
	size_t k;
	double *u;
};

static int turn_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct turning *turning = context;
	const struct composite *composite = turning->composite;
	size_t at = index * ROWS, n = composite->terms, k = turning->k;
	size_t count = n - at < ROWS ? n - at : ROWS;
	double *rows = composite->rows + (size_t)thread * ROWS * composite->columns;

	(void)fault;
	composite->fill(composite->context, at, count, rows);
	blas_rows_turn(rows, count, composite->columns, composite->gram, k, turning->u + at * k, k);
	return 0;
}

int compose_vectors(const struct composite *composite, size_t k, double *u,
	struct fault *fault)
{
	struct turning turning = {composite, k, u};

	return parallel_for(composite->threads, (composite->terms + ROWS - 1) / ROWS, turn_step,
		&turning, fault);
}

double compose_next(const struct composite *composite, size_t k)
{
	return k < composite->rank ? composite->value[k] : 0;
}
