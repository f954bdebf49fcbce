/* merge.c - two decompositions become one. */
#include "lsi/merge.h"

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

struct merge {
	const struct factors *whole, *next;
	double decay;
	size_t columns;   /* k1 + k2 */
	double *rows;     /* threads x ROWS x columns */
	double *gram;     /* GROUPS x columns x columns */
	double *value;    /* size columns */
	struct factors *out;
};

/* Rows [at, at + rows) of C. */
static void fill_rows(const struct merge *merge, size_t at, size_t rows, double *to)
{
	const struct factors *a = merge->whole, *b = merge->next;
	size_t i, j;

	for (i = at; i < at + rows; i++, to += merge->columns) {
		for (j = 0; j < a->k; j++)
			to[j] = a->u[i * a->k + j] * a->sigma[j] * merge->decay;
		for (j = 0; j < b->k; j++)
			to[a->k + j] = b->u[i * b->k + j] * b->sigma[j];
	}
}

static int gram_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct merge *merge = context;
	size_t n = merge->whole->terms, at = n * group / GROUPS, end = n * (group + 1) / GROUPS;
	double *rows = merge->rows + (size_t)thread * ROWS * merge->columns;

	(void)fault;
	for (; at < end; at += ROWS) {
		size_t count = end - at < ROWS ? end - at : ROWS;

		fill_rows(merge, at, count, rows);
		rows_gram(rows, count, merge->columns,
			merge->gram + group * merge->columns * merge->columns);
	}
	return 0;
}

static int turn_step(void *context, size_t index, int thread, struct fault *fault)
{
	const struct merge *merge = context;
	size_t at = index * ROWS, n = merge->whole->terms, k = merge->out->k;
	size_t count = n - at < ROWS ? n - at : ROWS;
	double *rows = merge->rows + (size_t)thread * ROWS * merge->columns;

	(void)fault;
	fill_rows(merge, at, count, rows);
	rows_turn(rows, count, merge->columns, merge->gram, k, merge->out->u + at * k, k);
	return 0;
}

/* The eigenvectors of C'C, scaled to turn C into U; how many. */
static int solve(struct merge *merge, size_t *rank, struct fault *fault)
{
	size_t size = merge->columns * merge->columns, g, i, j;

	for (g = 1; g < GROUPS; g++)
		for (i = 0; i < size; i++)
			merge->gram[i] += merge->gram[g * size + i];
	if (symmetric_eigen(merge->gram, merge->columns, merge->value, fault))
		return -1;
	for (*rank = 0; *rank < merge->columns; ++*rank) {
		double value = merge->value[*rank];

		if (!(value > negligible * merge->value[0]))
			break;
		for (j = 0; j < merge->columns; j++)
			merge->gram[*rank * merge->columns + j] /= sqrt(value);
	}
	return 0;
}

static int take_room(struct merge *merge, int threads, struct fault *fault)
{
	size_t size;

	if (!size_multiply(merge->columns, merge->columns, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu factors",
			merge->columns);
	merge->rows = memory_aligned((size_t)threads * ROWS * merge->columns, sizeof(double), fault);
	merge->gram = memory_aligned(GROUPS * size, sizeof(double), fault);
	merge->value = memory_zeroed(merge->columns, sizeof(double), fault);
	if (!merge->rows || !merge->gram || !merge->value)
		return -1;
	memset(merge->gram, 0, GROUPS * size * sizeof(double));
	return 0;
}

/* What the operands' own errors, and all that is left out, may add. */
static void bound_errors(const struct merge *merge, size_t rank)
{
	const struct factors *a = merge->whole, *b = merge->next;
	struct factors *out = merge->out;
	double worst = 0;
	size_t i;

	out->documents = a->documents + b->documents;
	out->beyond = merge->decay * merge->decay * a->beyond + b->beyond;
	for (i = 0; i < a->k; i++)
		worst = a->error[i] > worst && a->beyond == 0 ? a->error[i] : worst;
	for (i = 0; i < b->k; i++)
		worst = b->error[i] > worst && b->beyond == 0 ? b->error[i] : worst;
	for (i = 0; i < out->k; i++) {
		double square = merge->value[i];

		out->sigma[i] = sqrt(square);
		out->error[i] = worst + out->beyond / (2 * square);
	}
	if (out->k < rank)
		out->beyond += merge->value[out->k];
}

int merge_factors(struct factors *whole, struct factors *next, size_t k, double decay,
	int threads, struct fault *fault)
{
	struct factors out = {0};
	struct merge merge = {.whole = whole, .next = next, .decay = decay,
		.columns = whole->k + next->k, .out = &out};
	size_t rank, n = whole->terms;
	int failed = -1;

	blas_prepare();
	if (take_room(&merge, threads, fault)
		|| parallel_for(threads, GROUPS, gram_step, &merge, fault)
		|| solve(&merge, &rank, fault)
		|| factors_init(&out, n, rank < k ? rank : k, fault)
		|| parallel_for(threads, (n + ROWS - 1) / ROWS, turn_step, &merge, fault))
		goto done;
	bound_errors(&merge, rank);
	if (factors_sign(&out, fault))
		goto done;
	factors_release(whole);
	factors_release(next);
	*whole = out;
	failed = 0;
done:
	if (failed)
		factors_release(&out);
	free(merge.rows);
	free(merge.gram);
	free(merge.value);
	return failed;
}
