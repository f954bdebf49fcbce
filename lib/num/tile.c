/* tile.c - the two inner loops of dense products, for each kind of processor.
 *
 * Compilers spill what must stay in registers here, hence the intrinsics; the
 * plain loops say what is computed. */
#include "num/tile.h"

#include "num/variants.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
#endif

static void cross_plain(size_t rows, const float *restrict q, const float *restrict w,
	float *restrict h)
{
	size_t i, c, t;

	for (i = 0; i < rows; i++, q += PANEL, w += PANEL)
		for (c = 0; c < PANEL; c++)
			for (t = 0; t < PANEL; t++)
				h[c * PANEL + t] = __builtin_fmaf(q[c], w[t], h[c * PANEL + t]);
}

static void add_plain(size_t rows, const float *restrict q, const float *restrict h,
	float *restrict w)
{
	size_t i, c, t;

	for (i = 0; i < rows; i++, q += PANEL, w += PANEL)
		for (c = 0; c < PANEL; c++)
			for (t = 0; t < PANEL; t++)
				w[t] = __builtin_fmaf(q[c], h[c * PANEL + t], w[t]);
}

#ifdef AVX2
/* Four columns of q at a time: eight sums hide the latency of one. */
enum { COLUMNS = 4, HALF = PANEL / 2 };

/* low, high += a row's share, its four numbers of q times its numbers of w. */
AVX2
static INLINE void cross_row(const float *q, const float *w,
	__m256 *low, __m256 *high)
{
	__m256 a = _mm256_loadu_ps(w), b = _mm256_loadu_ps(w + HALF);
	size_t c;

	for (c = 0; c < COLUMNS; c++) {
		__m256 factor = _mm256_broadcast_ss(q + c);

		low[c] = _mm256_fmadd_ps(factor, a, low[c]);
		high[c] = _mm256_fmadd_ps(factor, b, high[c]);
	}
}

/* What is fetched is spread evenly: each of the sweeps over the rows fetches every fourth. */
AVX2
static void cross_avx2(size_t rows, const float *restrict q, const float *restrict w,
	float *restrict h, const float *ahead)
{
	size_t first, i, c;

	for (first = 0; first < PANEL; first += COLUMNS, h += COLUMNS * PANEL, ahead += PANEL) {
		__m256 low[COLUMNS], high[COLUMNS];

		for (c = 0; c < COLUMNS; c++) {
			low[c] = _mm256_loadu_ps(h + c * PANEL);
			high[c] = _mm256_loadu_ps(h + c * PANEL + HALF);
		}
		for (i = 0; i + 4 <= rows; i += 4) {
			__builtin_prefetch(ahead + i * PANEL);
			for (c = 0; c < 4; c++)
				cross_row(q + (i + c) * PANEL + first, w + (i + c) * PANEL, low,
					high);
		}
		for (; i < rows; i++)
			cross_row(q + i * PANEL + first, w + i * PANEL, low, high);
		for (c = 0; c < COLUMNS; c++) {
			_mm256_storeu_ps(h + c * PANEL, low[c]);
			_mm256_storeu_ps(h + c * PANEL + HALF, high[c]);
		}
	}
}

/* Four rows at a time; what is left over is the caller's.  Returns the rows
 * done. */
AVX2
static size_t add_avx2(size_t rows, const float *restrict q, const float *restrict h,
	float *restrict w, const float *ahead)
{
	size_t i, c, r;

	for (i = 0; i + 4 <= rows; i += 4, q += 4 * PANEL, w += 4 * PANEL) {
		__m256 low[4], high[4];

		for (r = 0; r < 4; r++) {
			low[r] = _mm256_loadu_ps(w + r * PANEL);
			high[r] = _mm256_loadu_ps(w + r * PANEL + HALF);
			__builtin_prefetch(ahead + (i + r) * PANEL);
		}
		for (c = 0; c < PANEL; c++) {
			__m256 a = _mm256_loadu_ps(h + c * PANEL);
			__m256 b = _mm256_loadu_ps(h + c * PANEL + HALF);

			for (r = 0; r < 4; r++) {
				__m256 factor = _mm256_broadcast_ss(q + r * PANEL + c);

				low[r] = _mm256_fmadd_ps(factor, a, low[r]);
				high[r] = _mm256_fmadd_ps(factor, b, high[r]);
			}
		}
		for (r = 0; r < 4; r++) {
			_mm256_storeu_ps(w + r * PANEL, low[r]);
			_mm256_storeu_ps(w + r * PANEL + HALF, high[r]);
		}
	}
	return i;
}

AVX512
static void cross_avx512(size_t rows, const float *restrict q, const float *restrict w,
	float *restrict h, const float *ahead)
{
	__m512 sum[PANEL];
	size_t i, c;

	for (c = 0; c < PANEL; c++)
		sum[c] = _mm512_loadu_ps(h + c * PANEL);
	for (i = 0; i < rows; i++, q += PANEL) {
		__m512 a = _mm512_loadu_ps(w + i * PANEL);

		__builtin_prefetch(ahead + i * PANEL);
		for (c = 0; c < PANEL; c++)
			sum[c] = _mm512_fmadd_ps(_mm512_set1_ps(q[c]), a, sum[c]);
	}
	for (c = 0; c < PANEL; c++)
		_mm512_storeu_ps(h + c * PANEL, sum[c]);
}

/* Eight rows at a time, all of h in registers. */
AVX512
static size_t add_avx512(size_t rows, const float *restrict q, const float *restrict h,
	float *restrict w, const float *ahead)
{
	__m512 all[PANEL];
	size_t i, c, r;

	for (c = 0; c < PANEL; c++)
		all[c] = _mm512_loadu_ps(h + c * PANEL);
	for (i = 0; i + 8 <= rows; i += 8, q += 8 * PANEL, w += 8 * PANEL) {
		__m512 sum[8];

		for (r = 0; r < 8; r++) {
			sum[r] = _mm512_loadu_ps(w + r * PANEL);
			__builtin_prefetch(ahead + (i + r) * PANEL);
		}
		for (c = 0; c < PANEL; c++)
			for (r = 0; r < 8; r++)
				sum[r] = _mm512_fmadd_ps(_mm512_set1_ps(q[r * PANEL + c]), all[c],
					sum[r]);
		for (r = 0; r < 8; r++)
			_mm512_storeu_ps(w + r * PANEL, sum[r]);
	}
	return i;
}
#endif

void tile_cross(size_t rows, const float *q, const float *w, float *h, const float *ahead)
{
#ifdef AVX2
	if (__builtin_cpu_supports("avx512f")) {
		cross_avx512(rows, q, w, h, ahead);
		return;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		cross_avx2(rows, q, w, h, ahead);
		return;
	}
#endif
	(void)ahead;
	cross_plain(rows, q, w, h);
}

void tile_add(size_t rows, const float *q, const float *h, float *w, const float *ahead)
{
	size_t done = 0;

#ifdef AVX2
	if (__builtin_cpu_supports("avx512f"))
		done = add_avx512(rows, q, h, w, ahead);
	else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		done = add_avx2(rows, q, h, w, ahead);
#endif
	(void)ahead;
	add_plain(rows - done, q + done * PANEL, h, w + done * PANEL);
}

void tile_squares(const float *panel, size_t rows, size_t columns, double *square)
{
	double lane[PANEL] = {0};
	size_t i, t;

	for (i = 0; i < rows; i++, panel += PANEL)
		for (t = 0; t < PANEL; t++)
			lane[t] += (double)panel[t] * (double)panel[t];
	for (t = 0; t < columns; t++)
		square[t] = lane[t];
}
