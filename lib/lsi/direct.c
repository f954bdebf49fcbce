/* direct.c - eigenvectors of all of A'A, and then |A v|. */
#include "lsi/direct.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows that are multiplied and summed at a time, whatever the threads. */
enum { ROWS = 256 };

struct direct {
	const struct csr *piece;
	size_t k;
	const double *v;  /* n x k, row-major */
	double *rows;     /* where left: m x k, A v; else threads x ROWS x k */
	double *square;   /* blocks x k */
	bool left;
};

static void gram_of(const struct matrix *matrix, double *gram)
{
	size_t n = matrix->columns, i, row, p, q;

	for (i = 0; i < matrix->count; i++) {
		const struct csr *piece = &matrix->piece[i];

		for (row = 0; row < piece->rows; row++)
			for (p = piece->start[row]; p < piece->start[row + 1]; p++)
				for (q = piece->start[row]; q <= p; q++)
					gram[piece->column[p] * n + piece->column[q]] +=
						(double)piece->value[p] * (double)piece->value[q];
	}
}

static int rows_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct direct *direct = context;
	const struct csr *piece = direct->piece;
	size_t k = direct->k, at = index * ROWS, row, p, j;
	size_t end = piece->rows - at < ROWS ? piece->rows : at + ROWS;
	double *square = direct->square + index * k;

	(void)fault;
	memset(square, 0, k * sizeof *square);
	for (row = at; row < end; row++) {
		double *restrict y = direct->left ? direct->rows + (piece->first + row) * k
			: direct->rows + (size_t)thread * k;

		memset(y, 0, k * sizeof *y);
		for (p = piece->start[row]; p < piece->start[row + 1]; p++) {
			const double *restrict v = direct->v + piece->column[p] * k;
			double value = (double)piece->value[p];

			for (j = 0; j < k; j++)
				y[j] += value * v[j];
		}
		for (j = 0; j < k; j++)
			square[j] += y[j] * y[j];
	}
	return 0;
}

/* rows and the squares of their columns' norms: sigma. */
static int multiply(struct direct *direct, const struct matrix *matrix, double *sigma,
	int threads, struct fault *fault)
{
	size_t k = direct->k, i, j, b;

	for (i = 0; i < matrix->count; i++) {
		size_t blocks = (matrix->piece[i].rows + ROWS - 1) / ROWS;

		direct->piece = &matrix->piece[i];
		free(direct->square);
		direct->square = memory_zeroed(blocks * k + 1, sizeof(double), fault);
		if (!direct->square
			|| parallel_for(threads, blocks, rows_step, direct, fault))
			return -1;
		for (b = 0; b < blocks; b++)
			for (j = 0; j < k; j++)
				sigma[j] += direct->square[b * k + j];
	}
	for (j = 0; j < k; j++)
		sigma[j] = sqrt(sigma[j]);
	return 0;
}

/* order (size k): columns by their sigma, descending; few are out of order. */
static void sort(const double *sigma, size_t k, size_t *order)
{
	size_t i, j;

	for (i = 0; i < k; i++) {
		for (j = i; j && sigma[i] > sigma[order[j - 1]]; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

/* The columns above the floor, in their order. */
static int take(const struct direct *direct, const double *sigma, const size_t *order,
	int exponent, struct ritz *ritz, struct fault *fault)
{
	size_t k = direct->k, count = 0, i, j;
	const double *from = direct->left ? direct->rows : direct->v;

	while (count < k && sigma[order[count]] > DIRECT_FLOOR * sigma[order[0]])
		count++;
	ritz->count = count;
	ritz->sigma = memory_zeroed(count + 1, sizeof *ritz->sigma, fault);
	ritz->u = memory_aligned(ritz->rows * count + 1, sizeof *ritz->u, fault);
	if (!ritz->sigma || !ritz->u)
		return -1;
	for (j = 0; j < count; j++)
		ritz->sigma[j] = ldexp(sigma[order[j]], exponent);
	for (i = 0; i < ritz->rows; i++)
		for (j = 0; j < count; j++)
			ritz->u[i * count + j] = from[i * k + order[j]]
				/ (direct->left ? sigma[order[j]] : 1);
	return 0;
}

int direct_solve(const struct matrix *matrix, size_t k, bool left, struct ritz *ritz,
	int threads, struct fault *fault)
{
	size_t n = matrix->columns, i, j;
	double *gram = memory_zeroed(n * n + 1, sizeof *gram, fault);
	double *value = memory_zeroed(n + 1, sizeof *value, fault);
	double *v = memory_zeroed(n * k + 1, sizeof *v, fault);
	size_t *order = memory_zeroed(k + 1, sizeof *order, fault);
	struct direct direct = {.k = k, .v = v, .left = left};
	int failed = -1;

	*ritz = (struct ritz){.rows = left ? matrix->rows : n};
	direct.rows = memory_aligned((left ? matrix->rows : (size_t)threads) * k + 1,
		sizeof(double), fault);
	if (!gram || !value || !v || !order || !direct.rows)
		goto done;
	gram_of(matrix, gram);
	if (blas_eigen(gram, n, value, fault))
		goto done;
	memset(value, 0, n * sizeof *value);
	for (i = 0; i < n; i++)
		for (j = 0; j < k; j++)
			v[i * k + j] = gram[j * n + i];
	if (multiply(&direct, matrix, value, threads, fault))
		goto done;
	sort(value, k, order);
	failed = take(&direct, value, order, matrix->exponent, ritz, fault);
done:
	free(gram);
	free(value);
	free(v);
	free(order);
	free(direct.rows);
	free(direct.square);
	return failed;
}
