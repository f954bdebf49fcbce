/* stripes.c - builds stripes, and multiplies them by a panel. */
#include "num/stripes.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/tile.h"
#include "num/variants.h"

#include <stdlib.h>
#include <string.h>

/* Nonzeros of a run; how many ahead their rows are fetched; slices of rows a
 * thread. */
enum { RUN = 256, AHEAD = 24, SLICES = 4 };

void stripes_release(struct stripes *stripes)
{
	free(stripes->start);
	free(stripes->column);
	free(stripes->value);
	*stripes = (struct stripes){0};
}

size_t stripes_bytes(size_t rows, size_t columns, size_t nonzeros)
{
	return (columns / STRIPE + 1) * rows * sizeof(size_t)
		+ nonzeros * (sizeof(uint32_t) + sizeof(float));
}

/* Puts the nonzeros of a piece where next says, which moves on; without arrays
 * only next does. */
static void place(const struct stripes *stripes, const struct csr *piece, size_t *next)
{
	size_t row, p;

	for (row = 0; row < piece->rows; row++) {
		size_t *of_row = next + piece->first + row;

		for (p = piece->start[row]; p < piece->start[row + 1]; p++) {
			size_t at = of_row[piece->column[p] / STRIPE * stripes->rows]++;

			if (!stripes->column)
				continue;
			stripes->column[at] = piece->column[p];
			stripes->value[at] = piece->value[p];
		}
	}
}

int stripes_build(struct stripes *stripes, const struct matrix *matrix, struct fault *fault)
{
	size_t rows = matrix->rows, count = (matrix->columns + STRIPE - 1) / STRIPE, size, i;
	size_t sum = 0;

	*stripes = (struct stripes){.rows = rows, .columns = matrix->columns, .count = count};
	if (!size_multiply(count, rows, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows", rows);
	stripes->start = memory_zeroed(size + 1, sizeof *stripes->start, fault);
	if (!stripes->start)
		return -1;
	for (i = 0; i < matrix->count; i++)
		place(stripes, &matrix->piece[i], stripes->start);
	for (i = 0; i < size; i++) {
		size_t length = stripes->start[i];

		stripes->start[i] = sum;
		sum += length;
	}
	stripes->column = memory_aligned(matrix->nonzeros + 1, sizeof *stripes->column, fault);
	stripes->value = memory_aligned(matrix->nonzeros + 1, sizeof *stripes->value, fault);
	if (!stripes->column || !stripes->value)
		return -1;
	for (i = 0; i < matrix->count; i++)
		place(stripes, &matrix->piece[i], stripes->start);
	/* each start has moved to where the next begins */
	memmove(stripes->start + 1, stripes->start, size * sizeof *stripes->start);
	stripes->start[0] = 0;
	return 0;
}

/* For each lane; kept a loop until the vectoriser has seen it. */
#define LANES(t) _Pragma("GCC unroll 1") for (size_t t = 0; t < PANEL; t++)

#define LANES_ADD(sum, nonzero) \
	do { \
		float factor_ = value[nonzero]; \
		const float *restrict from_ = in + (size_t)column[nonzero] * PANEL; \
		size_t ahead_ = (nonzero) + AHEAD < last ? (nonzero) + AHEAD : last; \
		__builtin_prefetch(in + (size_t)column[ahead_] * PANEL); \
		LANES(t) sum[t] = __builtin_fmaf(factor_, from_[t], sum[t]); \
	} while (0)

/* out += one stripe's part of rows [row, end); out is the first one's. */
VARIANTS
static void multiply_rows(const struct stripes *stripes, const size_t *restrict start, size_t rows,
	const float *in, float *out)
{
	const uint32_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t row, p, stop, last = start[rows] - 1;

	for (row = 0; row < rows; row++, out += PANEL)
		for (p = start[row]; p < start[row + 1];) {
			float even[PANEL] = {0}, odd[PANEL] = {0};

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p + 1 < stop; p += 2) {
				LANES_ADD(even, p);
				LANES_ADD(odd, p + 1);
			}
			if (p < stop) {
				LANES_ADD(even, p);
				p++;
			}
			LANES(t) out[t] += even[t] + odd[t];
		}
}

struct stripes_product {
	const struct stripes *stripes;
	const float *in;
	float *out;
	size_t slices;
};

static int slice_step(void *context, size_t slice, int thread, struct fault *fault)
{
	const struct stripes_product *product = context;
	const struct stripes *stripes = product->stripes;
	size_t begin = stripes->rows * slice / product->slices, s;
	size_t rows = stripes->rows * (slice + 1) / product->slices - begin;
	float *out = product->out + begin * PANEL;

	(void)thread;
	(void)fault;
	memset(out, 0, rows * PANEL * sizeof *out);
	for (s = 0; s < stripes->count; s++)
		multiply_rows(stripes, stripes->start + s * stripes->rows + begin, rows,
			product->in, out);
	return 0;
}

int stripes_multiply(const struct stripes *stripes, const float *in, float *out, int threads,
	struct fault *fault)
{
	struct stripes_product product = {stripes, in, out, SLICES * (size_t)threads};

	return parallel_for(threads, product.slices, slice_step, &product, fault);
}
