/* scores.c - tiles of products, for each kind of processor.
 *
 * Compilers spill what must stay in registers here, hence the intrinsics; the
 * plain loops say what is computed. */
#include "num/scores.h"

#include "num/variants.h"

#include <float.h>
#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
#endif

typedef void take_scores(void *context, size_t q, const float *score);

VARIANTS
void scores_pack(const float *restrict rows, size_t count, size_t k, float *restrict packed)
{
	size_t i, j;

	if (count < SCORES_VECTORS)
		memset(packed, 0, k * SCORES_VECTORS * sizeof *packed);
	for (i = 0; i < count; i++)
		for (j = 0; j < k; j++)
			packed[j * SCORES_VECTORS + i] = rows[i * k + j];
}

void scores_pack_queries(const float *rows, size_t count, size_t k, float *packed)
{
	size_t block, q, j;

	for (block = 0; block < count; block += SCORES_QUERIES, packed += k * SCORES_QUERIES)
		for (j = 0; j < k; j++)
			for (q = 0; q < SCORES_QUERIES; q++)
				packed[j * SCORES_QUERIES + q] =
					block + q < count ? rows[(block + q) * k + j] : 0;
}

/* What is done with the scores of a block's queries. */
struct taker {
	take_scores *take;
	void *context;
	const float *floor;
	size_t first, count; /* its first query, and all that there are */
};

static INLINE void give(const struct taker *taker, size_t q, const float *score)
{
	if (taker->first + q < taker->count)
		taker->take(taker->context, taker->first + q, score);
}

/* The floor of a query; nothing is above that of one that is missing. */
static INLINE float floor_of(const struct taker *taker, size_t q)
{
	return taker->first + q < taker->count ? taker->floor[taker->first + q] : FLT_MAX;
}

static void block_plain(const float *packed, size_t k, const float *queries,
	const struct taker *taker)
{
	size_t q, j, t;

	for (q = 0; q < SCORES_QUERIES; q++) {
		float score[SCORES_VECTORS] = {0}, least = floor_of(taker, q);
		bool any = false;

		for (j = 0; j < k; j++)
			for (t = 0; t < SCORES_VECTORS; t++)
				score[t] = __builtin_fmaf(queries[j * SCORES_QUERIES + q],
					packed[j * SCORES_VECTORS + t], score[t]);
		for (t = 0; t < SCORES_VECTORS; t++)
			any |= score[t] > least;
		if (any)
			give(taker, q, score);
	}
}

#ifdef AVX2
AVX512
static void block_512(const float *packed, size_t k, const float *queries,
	const struct taker *taker)
{
	enum { HALF = SCORES_VECTORS / 2 };
	__m512 low[SCORES_QUERIES], high[SCORES_QUERIES];
	float score[SCORES_VECTORS];
	size_t j, q;

	for (q = 0; q < SCORES_QUERIES; q++)
		low[q] = high[q] = _mm512_setzero_ps();
	for (j = 0; j < k; j++, packed += SCORES_VECTORS, queries += SCORES_QUERIES) {
		__m512 a = _mm512_loadu_ps(packed), b = _mm512_loadu_ps(packed + HALF);

		for (q = 0; q < SCORES_QUERIES; q++) {
			__m512 factor = _mm512_set1_ps(queries[q]);

			low[q] = _mm512_fmadd_ps(factor, a, low[q]);
			high[q] = _mm512_fmadd_ps(factor, b, high[q]);
		}
	}
	for (q = 0; q < SCORES_QUERIES; q++) {
		__m512 least = _mm512_set1_ps(floor_of(taker, q));

		if (_mm512_cmp_ps_mask(low[q], least, _CMP_GT_OQ)
			| _mm512_cmp_ps_mask(high[q], least, _CMP_GT_OQ)) {
			_mm512_storeu_ps(score, low[q]);
			_mm512_storeu_ps(score + HALF, high[q]);
			give(taker, q, score);
		}
	}
}

/* Three queries at a time: their sums are what sixteen registers hold. */
AVX2
static void block_2(const float *packed, size_t k, const float *queries,
	const struct taker *taker)
{
	enum { MANY = 3, WIDTH = 8, PARTS = SCORES_VECTORS / WIDTH };
	size_t first, j, q, t;

	for (first = 0; first < SCORES_QUERIES; first += MANY) {
		__m256 sum[MANY][PARTS];

		for (q = 0; q < MANY; q++)
			for (t = 0; t < PARTS; t++)
				sum[q][t] = _mm256_setzero_ps();
		for (j = 0; j < k; j++)
			for (t = 0; t < PARTS; t++) {
				__m256 a = _mm256_loadu_ps(packed + j * SCORES_VECTORS + t * WIDTH);

				for (q = 0; q < MANY; q++)
					sum[q][t] = _mm256_fmadd_ps(_mm256_broadcast_ss(
						queries + j * SCORES_QUERIES + first + q), a, sum[q][t]);
			}
		for (q = 0; q < MANY; q++) {
			__m256 least = _mm256_set1_ps(floor_of(taker, first + q));
			float score[SCORES_VECTORS];
			int any = 0;

			for (t = 0; t < PARTS; t++) {
				any |= _mm256_movemask_ps(_mm256_cmp_ps(sum[q][t], least, _CMP_GT_OQ));
				_mm256_storeu_ps(score + t * WIDTH, sum[q][t]);
			}
			if (any)
				give(taker, first + q, score);
		}
	}
}
#endif

typedef void score_block(const float *packed, size_t k, const float *queries,
	const struct taker *taker);

static score_block *choose(void)
{
#ifdef AVX2
	if (__builtin_cpu_supports("avx512f"))
		return block_512;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return block_2;
#endif
	return block_plain;
}

void scores_tile(const float *packed, size_t k, const float *queries, size_t count,
	const float *floor, take_scores *take, void *context)
{
	struct taker taker = {take, context, floor, 0, count};
	score_block *block = choose();

	for (; taker.first < count; taker.first += SCORES_QUERIES)
		block(packed, k, queries + taker.first * k, &taker);
}

VARIANTS
void scores_rows(const float *restrict rows, size_t count, size_t k,
	const float *restrict query, float *restrict score)
{
	enum { LANES = 64 };
	size_t i, j, t, width;

	for (i = 0; i < count; i++, rows += k) {
		float lane[LANES] = {0};

		for (j = 0; j + LANES <= k; j += LANES)
			for (t = 0; t < LANES; t++)
				lane[t] = __builtin_fmaf(rows[j + t], query[j + t], lane[t]);
		for (t = 0; j < k; j++, t++)
			lane[t] = __builtin_fmaf(rows[j], query[j], lane[t]);
		for (width = LANES / 2; width > 0; width /= 2)
			for (t = 0; t < width; t++)
				lane[t] += lane[t + width];
		score[i] = lane[0];
	}
}
