/* stripes.c - builds stripes, and multiplies them by a panel. */
#include "num/stripes.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/tile.h"
#include "num/variants.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
#endif

enum {
	RUN = 256,        /* nonzeros of a run */
	AHEAD_SHORT = 40, /* so many nonzeros ahead their rows are fetched, by short vectors */
	AHEAD_LONG = 24,  /* and by long ones */
	AHEAD = AHEAD_SHORT + 4, /* what that reaches beyond the last, at most */
	SLICE = 1024      /* rows whose sums stay in the cache from stripe to stripe */
};

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
		+ nonzeros * (sizeof(uint16_t) + sizeof(float));
}

/* Puts the nonzeros of a piece where next says, which moves on; without arrays
 * only next does. */
static void place(const struct stripes *stripes, const struct csr *piece, bool turned,
	size_t *next)
{
	size_t row, p;

	for (row = 0; row < piece->rows; row++)
		for (p = piece->start[row]; p < piece->start[row + 1]; p++) {
			size_t there = piece->first + row, across = piece->column[p];
			size_t i = turned ? across : there, j = turned ? there : across;
			size_t at = next[j / STRIPE * stripes->rows + i]++;

			if (!stripes->column)
				continue;
			stripes->column[at] = (uint16_t)(j % STRIPE);
			stripes->value[at] = piece->value[p];
		}
}

int stripes_build(struct stripes *stripes, const struct matrix *matrix, bool turned,
	struct fault *fault)
{
	size_t rows = turned ? matrix->columns : matrix->rows, sum = 0, size, i;
	size_t columns = turned ? matrix->rows : matrix->columns;
	size_t count = (columns + STRIPE - 1) / STRIPE;

	*stripes = (struct stripes){.rows = rows, .columns = columns, .count = count};
	if (!size_multiply(count, rows, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows", rows);
	stripes->start = memory_zeroed(size + 1, sizeof *stripes->start, fault);
	if (!stripes->start)
		return -1;
	for (i = 0; i < matrix->count; i++)
		place(stripes, &matrix->piece[i], turned, stripes->start);
	for (i = 0; i < size; i++) {
		size_t length = stripes->start[i];

		stripes->start[i] = sum;
		sum += length;
	}
	/* what is fetched ahead goes beyond the last */
	stripes->column = memory_aligned(matrix->nonzeros + AHEAD + 1, sizeof *stripes->column,
		fault);
	stripes->value = memory_aligned(matrix->nonzeros + 1, sizeof *stripes->value, fault);
	if (!stripes->column || !stripes->value)
		return -1;
	memset(stripes->column + matrix->nonzeros, 0, (AHEAD + 1) * sizeof *stripes->column);
	for (i = 0; i < matrix->count; i++)
		place(stripes, &matrix->piece[i], turned, stripes->start);
	/* each start has moved to where the next begins */
	memmove(stripes->start + 1, stripes->start, size * sizeof *stripes->start);
	stripes->start[0] = 0;
	return 0;
}

/* out += one stripe's part of rows rows, out the first one's, in the stripe's.  A run's
 * nonzeros go to two sums in turn, which hides half of the latency. */
static void multiply_plain(const struct stripes *stripes, const size_t *restrict start,
	size_t rows, const float *in, float *out)
{
	size_t row, p, stop, t;

	for (row = 0; row < rows; row++, out += PANEL)
		for (p = start[row]; p < start[row + 1];) {
			float sum[2][PANEL] = {{0}};
			size_t begin = p;

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p < stop; p++) {
				const float *from = in + (size_t)stripes->column[p] * PANEL;

				for (t = 0; t < PANEL; t++)
					sum[(p - begin) % 2][t] = __builtin_fmaf(stripes->value[p],
						from[t], sum[(p - begin) % 2][t]);
			}
			for (t = 0; t < PANEL; t++)
				out[t] += sum[0][t] + sum[1][t];
		}
}

#ifdef AVX2
enum { HALF = PANEL / 2 };

/* low, high += value times a row of the panel. */
AVX2
static INLINE void add_row(const float *row, const float *value, __m256 *low, __m256 *high)
{
	__m256 factor = _mm256_broadcast_ss(value);

	*low = _mm256_fmadd_ps(factor, _mm256_loadu_ps(row), *low);
	*high = _mm256_fmadd_ps(factor, _mm256_loadu_ps(row + HALF), *high);
}

/* Where the row begins that the n-th of four columns selects. */
static INLINE size_t of_four(uint64_t columns, unsigned n)
{
	return (size_t)(columns >> 16 * n & UINT16_MAX) * PANEL;
}

/* Loads are what binds: columns are loaded by four. */
AVX2
static void multiply_avx2(const struct stripes *stripes, const size_t *restrict start,
	size_t rows, const float *in, float *out)
{
	const uint16_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t row, p, stop;

	for (row = 0; row < rows; row++, out += PANEL)
		for (p = start[row]; p < start[row + 1];) {
			__m256 low = _mm256_setzero_ps(), high = low, low2 = low, high2 = low;

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p + 4 <= stop; p += 4) {
				uint64_t now, later;
				unsigned n;

				memcpy(&now, column + p, sizeof now);
				memcpy(&later, column + p + AHEAD_SHORT, sizeof later);
				for (n = 0; n < 4; n++)
					__builtin_prefetch(in + of_four(later, n));
				add_row(in + of_four(now, 0), value + p, &low, &high);
				add_row(in + of_four(now, 1), value + p + 1, &low2, &high2);
				add_row(in + of_four(now, 2), value + p + 2, &low, &high);
				add_row(in + of_four(now, 3), value + p + 3, &low2, &high2);
			}
			for (; p + 1 < stop; p += 2) {
				add_row(in + (size_t)column[p] * PANEL, value + p, &low, &high);
				add_row(in + (size_t)column[p + 1] * PANEL, value + p + 1, &low2,
					&high2);
			}
			if (p < stop) {
				add_row(in + (size_t)column[p] * PANEL, value + p, &low, &high);
				p++;
			}
			low = _mm256_add_ps(low, low2);
			high = _mm256_add_ps(high, high2);
			_mm256_storeu_ps(out, _mm256_add_ps(_mm256_loadu_ps(out), low));
			_mm256_storeu_ps(out + HALF,
				_mm256_add_ps(_mm256_loadu_ps(out + HALF), high));
		}
}

AVX512
static void multiply_avx512(const struct stripes *stripes, const size_t *restrict start,
	size_t rows, const float *in, float *out)
{
	const uint16_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t row, p, stop;

	for (row = 0; row < rows; row++, out += PANEL)
		for (p = start[row]; p < start[row + 1];) {
			__m512 even = _mm512_setzero_ps(), odd = even;

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p + 1 < stop; p += 2) {
				__builtin_prefetch(in + (size_t)column[p + AHEAD_LONG] * PANEL);
				__builtin_prefetch(in + (size_t)column[p + 1 + AHEAD_LONG] * PANEL);
				even = _mm512_fmadd_ps(_mm512_set1_ps(value[p]),
					_mm512_loadu_ps(in + (size_t)column[p] * PANEL), even);
				odd = _mm512_fmadd_ps(_mm512_set1_ps(value[p + 1]),
					_mm512_loadu_ps(in + (size_t)column[p + 1] * PANEL), odd);
			}
			if (p < stop) {
				even = _mm512_fmadd_ps(_mm512_set1_ps(value[p]),
					_mm512_loadu_ps(in + (size_t)column[p] * PANEL), even);
				p++;
			}
			_mm512_storeu_ps(out, _mm512_add_ps(_mm512_loadu_ps(out),
				_mm512_add_ps(even, odd)));
		}
}
#endif

static void multiply_rows(const struct stripes *stripes, const size_t *start, size_t rows,
	const float *in, float *out)
{
#ifdef AVX2
	if (__builtin_cpu_supports("avx512f")) {
		multiply_avx512(stripes, start, rows, in, out);
		return;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		multiply_avx2(stripes, start, rows, in, out);
		return;
	}
#endif
	multiply_plain(stripes, start, rows, in, out);
}

static void multiply_slice(const struct stripes *stripes, size_t begin, size_t end,
	const float *in, float *out)
{
	size_t s;

	out += begin * PANEL;
	memset(out, 0, (end - begin) * PANEL * sizeof *out);
	for (s = 0; s < stripes->count; s++)
		multiply_rows(stripes, stripes->start + s * stripes->rows + begin, end - begin,
			in + s * STRIPE * PANEL, out);
}

struct slicing {
	const struct stripes *stripes;
	stripes_kernel *kernel;
	const float *in;
	float *out;
};

static int slice_step(void *context, size_t slice, int thread, struct fault *fault)
{
	const struct slicing *s = context;
	size_t rows = s->stripes->rows, begin = slice * SLICE;

	(void)thread;
	(void)fault;
	s->kernel(s->stripes, begin, rows - begin < SLICE ? rows : begin + SLICE, s->in, s->out);
	return 0;
}

int stripes_by_slices(const struct stripes *stripes, stripes_kernel *kernel, const float *in,
	float *out, int threads, struct fault *fault)
{
	struct slicing slicing = {stripes, kernel, in, out};

	return parallel_for(threads, (stripes->rows + SLICE - 1) / SLICE, slice_step, &slicing,
		fault);
}

int stripes_multiply(const struct stripes *stripes, const float *in, float *out, int threads,
	struct fault *fault)
{
	return stripes_by_slices(stripes, multiply_slice, in, out, threads, fault);
}
