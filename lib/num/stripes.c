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
	RUN = 256,   /* nonzeros of a run */
	AHEAD = 40,  /* so many nonzeros ahead their rows are fetched, by short vectors */
	BEYOND = AHEAD + 4, /* what that reaches beyond the last, at most */
	SLICE = 1024      /* rows whose sums stay in the cache from stripe to stripe */
};

void stripes_release(struct stripes *stripes)
{
	free(stripes->start);
	*stripes = (struct stripes){0};
}

/* Bytes a nonzero that counts of groups take at most. */
enum { BUILDING = sizeof(size_t) / 4 };

size_t stripes_bytes(size_t rows, size_t columns, size_t nonzeros)
{
	return (columns / STRIPE + 1) * rows * sizeof(size_t)
		+ nonzeros * (sizeof(uint16_t) + sizeof(float) + BUILDING);
}

/* Pieces, or rows of other stripes, are counted and placed in groups, each from where those
 * before it end. */
enum { GROUPS_MOST = 8 };

struct placing {
	const struct stripes *stripes;
	const struct matrix *matrix; /* what they are made of, */
	const struct stripes *other; /* or, where that is NULL, of what transpose */
	bool counting;
	size_t groups, cells; /* cells: rows of all stripes */
	size_t *next;         /* groups x cells: counts, then where the next nonzero goes */
};

/* A row across stripes: its nonzeros of each of them, one after the other. */
static void place_along(const struct placing *placing, const struct csr *piece, size_t row,
	size_t *next)
{
	const struct stripes *stripes = placing->stripes;
	size_t p = piece->start[row], end = piece->start[row + 1], stop, at;

	for (; p < end; p = stop) {
		size_t stripe = piece->column[p] / STRIPE;
		size_t *cell = next + stripe * stripes->rows + piece->first + row;

		for (stop = end; piece->column[stop - 1] / STRIPE != stripe;)
			stop--;
		at = *cell;
		*cell += stop - p;
		if (placing->counting)
			continue;
		memcpy(stripes->value + at, piece->value + p, (stop - p) * sizeof *piece->value);
		for (; p < stop; p++, at++)
			stripes->column[at] = (uint16_t)(piece->column[p] % STRIPE);
	}
}

/* A row that is a column here, of one of the other's stripes, whose first column is a row
 * from which on cells are counted. */
static void place_across(const struct placing *placing, size_t across, const size_t *start,
	size_t *restrict cell)
{
	const struct stripes *stripes = placing->stripes, *other = placing->other;
	const uint16_t *restrict row = other->column;
	size_t p;

	if (placing->counting) {
		for (p = start[0]; p < start[1]; p++)
			cell[row[p]]++;
		return;
	}
	for (p = start[0]; p < start[1]; p++) {
		size_t at = cell[row[p]]++;

		stripes->column[at] = (uint16_t)(across % STRIPE);
		stripes->value[at] = other->value[p];
	}
}

static void place_piece(const struct placing *placing, const struct csr *piece, size_t *next)
{
	size_t row;

	for (row = 0; row < piece->rows; row++)
		place_along(placing, piece, row, next);
}

static void place_row(const struct placing *placing, size_t across, size_t *next)
{
	const struct stripes *other = placing->other;
	size_t *cell = next + across / STRIPE * placing->stripes->rows, s;

	for (s = 0; s < other->count; s++)
		place_across(placing, across, other->start + s * other->rows + across,
			cell + s * STRIPE);
}

static size_t items(const struct placing *placing)
{
	return placing->matrix ? placing->matrix->count : placing->other->rows;
}

static int place_step(void *context, size_t group, int thread, struct fault *fault)
{
	const struct placing *placing = context;
	size_t i = items(placing) * group / placing->groups;
	size_t end = items(placing) * (group + 1) / placing->groups;
	size_t *next = placing->next + group * placing->cells;

	(void)thread;
	(void)fault;
	for (; i < end; i++)
		if (placing->matrix)
			place_piece(placing, &placing->matrix->piece[i], next);
		else
			place_row(placing, i, next);
	return 0;
}

/* Counts of groups become places; start is set. */
static void add_up(const struct placing *placing, size_t *start)
{
	size_t sum = 0, i, g;

	for (i = 0; i < placing->cells; i++) {
		start[i] = sum;
		for (g = 0; g < placing->groups; g++) {
			size_t *next = placing->next + g * placing->cells + i, count = *next;

			*next = sum;
			sum += count;
		}
	}
	start[placing->cells] = sum;
}

/* As many groups as their counts are few beside the nonzeros. */
static size_t count_groups(const struct placing *placing, size_t nonzeros)
{
	size_t groups = nonzeros * BUILDING / (sizeof(size_t) * (placing->cells + 1));

	groups = groups < items(placing) ? groups : items(placing);
	return groups < 1 ? 1 : groups < GROUPS_MOST ? groups : GROUPS_MOST;
}

/* All in one, so that a small part of it does not stand in the middle of what the matrix
 * leaves, where the other half should go.  What is fetched ahead goes beyond the last. */
static int take_room(struct stripes *stripes, size_t cells, size_t nonzeros,
	struct fault *fault)
{
	size_t size = (cells + 1) * sizeof *stripes->start
		+ (nonzeros + 1) * sizeof *stripes->value
		+ (nonzeros + BEYOND + 1) * sizeof *stripes->column;

	stripes->start = memory_aligned(size, 1, fault);
	if (!stripes->start)
		return -1;
	stripes->value = (void *)(stripes->start + cells + 1);
	stripes->column = (void *)(stripes->value + nonzeros + 1);
	return 0;
}

static int place(struct placing *placing, struct stripes *stripes, size_t nonzeros,
	int threads, struct fault *fault)
{
	int failed;

	placing->stripes = stripes;
	placing->counting = true;
	stripes->count = stripes->columns ? (stripes->columns + STRIPE - 1) / STRIPE : 1;
	if (!size_multiply(stripes->count, stripes->rows, &placing->cells))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu rows", stripes->rows);
	placing->groups = count_groups(placing, nonzeros);
	placing->next = memory_zeroed(placing->groups * placing->cells + 1,
		sizeof *placing->next, fault);
	failed = !placing->next || take_room(stripes, placing->cells, nonzeros, fault)
		|| parallel_for(threads, placing->groups, place_step, placing, fault);
	if (!failed) {
		memset(stripes->column + nonzeros, 0, (BEYOND + 1) * sizeof *stripes->column);
		add_up(placing, stripes->start);
		placing->counting = false;
		failed = parallel_for(threads, placing->groups, place_step, placing, fault);
	}
	free(placing->next);
	return failed ? -1 : 0;
}

int stripes_build(struct stripes *stripes, const struct matrix *matrix, int threads,
	struct fault *fault)
{
	struct placing placing = {.matrix = matrix};

	*stripes = (struct stripes){.rows = matrix->rows, .columns = matrix->columns};
	return place(&placing, stripes, matrix->nonzeros, threads, fault);
}

int stripes_turn(struct stripes *stripes, const struct stripes *other, int threads,
	struct fault *fault)
{
	struct placing placing = {.other = other};

	*stripes = (struct stripes){.rows = other->columns, .columns = other->rows};
	return place(&placing, stripes, other->start[other->count * other->rows], threads, fault);
}

/* out += one stripe's part of rows rows, out the first one's, in the stripe's; for the first
 * stripe out := it.  A run's nonzeros go to two sums in turn, which hides half of the
 * latency. */
static void multiply_plain(const struct stripes *stripes, const size_t *restrict start,
	size_t rows, bool first, const float *in, float *out)
{
	size_t row, p, stop, t;

	for (row = 0; row < rows; row++, out += PANEL) {
		for (t = 0; first && t < PANEL; t++)
			out[t] = 0;
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
	size_t rows, bool first, const float *in, float *out)
{
	const uint16_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t row, p, stop;

	for (row = 0; row < rows; row++, out += PANEL) {
		__m256 all = first ? _mm256_setzero_ps() : _mm256_loadu_ps(out);
		__m256 all_high = first ? all : _mm256_loadu_ps(out + HALF);

		for (p = start[row]; p < start[row + 1];) {
			__m256 low = _mm256_setzero_ps(), high = low, low2 = low, high2 = low;

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p + 4 <= stop; p += 4) {
				uint64_t now, later;
				unsigned n;

				memcpy(&now, column + p, sizeof now);
				memcpy(&later, column + p + AHEAD, sizeof later);
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
			all = _mm256_add_ps(all, _mm256_add_ps(low, low2));
			all_high = _mm256_add_ps(all_high, _mm256_add_ps(high, high2));
		}
		_mm256_storeu_ps(out, all);
		_mm256_storeu_ps(out + HALF, all_high);
	}
}

/* Nothing is fetched ahead: processors with long vectors look far enough ahead themselves, and
 * instructions are what binds. */
AVX512
static void multiply_avx512(const struct stripes *stripes, const size_t *restrict start,
	size_t rows, bool first, const float *in, float *out)
{
	const uint16_t *restrict column = stripes->column;
	const float *restrict value = stripes->value;
	size_t row, p, stop;

	for (row = 0; row < rows; row++, out += PANEL) {
		__m512 all = first ? _mm512_setzero_ps() : _mm512_loadu_ps(out);

		for (p = start[row]; p < start[row + 1];) {
			__m512 even = _mm512_setzero_ps(), odd = even;

			stop = start[row + 1] - p < RUN ? start[row + 1] : p + RUN;
			for (; p + 1 < stop; p += 2) {
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
			all = _mm512_add_ps(all, _mm512_add_ps(even, odd));
		}
		_mm512_storeu_ps(out, all);
	}
}
#endif

static void multiply_rows(const struct stripes *stripes, const size_t *start, size_t rows,
	bool first, const float *in, float *out)
{
#ifdef AVX2
	if (__builtin_cpu_supports("avx512f")) {
		multiply_avx512(stripes, start, rows, first, in, out);
		return;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		multiply_avx2(stripes, start, rows, first, in, out);
		return;
	}
#endif
	multiply_plain(stripes, start, rows, first, in, out);
}

static void multiply_slice(const struct stripes *stripes, size_t begin, size_t end,
	const float *in, float *out)
{
	size_t s;

	for (s = 0; s < stripes->count; s++)
		multiply_rows(stripes, stripes->start + s * stripes->rows + begin, end - begin,
			s == 0, in + s * STRIPE * PANEL, out + begin * PANEL);
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
