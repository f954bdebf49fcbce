/* variants_test.c - the loops that are written out for kinds of processors: each is run here,
 * and makes what the plain one does. */
#include "num/scores.h"
#include "num/stripes.h"
#include "num/tile.h"

#include "base/random.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A kind is chosen at each call, by what the compiler's library noted of the processor.  That
 * is changed here: bits of __builtin_cpu_supports, which programs have compiled in. */
#if defined(__x86_64__) && defined(__GNUC__)
enum { AVX2_BIT = 1 << 10, AVX512F_BIT = 1 << 15 };
extern struct { unsigned vendor, type, subtype, features[1]; } __cpu_model;

static void without_avx512(void)
{
	__cpu_model.features[0] &= ~(unsigned)AVX512F_BIT;
	CHECK(!__builtin_cpu_supports("avx512f"));
}

static void without_avx2(void)
{
	__cpu_model.features[0] &= ~(unsigned)AVX2_BIT;
	CHECK(!__builtin_cpu_supports("avx2"));
}
#endif

enum { ROWS = 77, QUERIES = 29, K = 37 };

static float drawn(uint64_t what, uint64_t at)
{
	return (float)(random_uniform(5, what, at) - .5);
}

static void fill(float *numbers, size_t count, uint64_t what)
{
	size_t i;

	for (i = 0; i < count; i++)
		numbers[i] = drawn(what, i);
}

/* Bit by bit, for the header says so. */
static void tiles_agree(void)
{
	static float q[ROWS * PANEL], w[ROWS * PANEL], sum[ROWS * PANEL], wanted[ROWS * PANEL];
	float h[TILE_SIZE], crossed[TILE_SIZE];
	size_t rows, i, c, t;

	fill(q, ROWS * PANEL, 1);
	fill(w, ROWS * PANEL, 2);
	for (rows = 0; rows <= ROWS; rows += rows < 10 ? 1 : 13) {
		fill(h, TILE_SIZE, 3);
		memcpy(sum, w, sizeof sum);
		memcpy(wanted, w, sizeof wanted);
		memcpy(crossed, h, sizeof crossed);
		for (i = 0; i < rows; i++)
			for (c = 0; c < PANEL; c++)
				for (t = 0; t < PANEL; t++) {
					float *x = &wanted[i * PANEL + t], *y = &crossed[c * PANEL + t];

					*x = fmaf(q[i * PANEL + c], h[c * PANEL + t], *x);
					*y = fmaf(q[i * PANEL + c], w[i * PANEL + t], *y);
				}
		tile_add(rows, q, h, sum, q);
		CHECK(memcmp(sum, wanted, sizeof sum) == 0);
		tile_cross(rows, q, w, h, q);
		CHECK(memcmp(h, crossed, sizeof h) == 0);
	}
}

static size_t length_of(size_t row)
{
	return row < 40 ? row : row < 70 ? 300 - row % 4 : 255 + row % 4;
}

/* Of rows of many lengths, also of more than a run, and of two stripes. */
static void stripes_agree(void)
{
	enum { LONG = 300, WIDE = STRIPE + 2000 };
	struct matrix matrix = {.columns = WIDE};
	struct stripes stripes = {0};
	struct fault fault = {0};
	float *in = malloc(WIDE * PANEL * sizeof *in);
	static float out[ROWS * PANEL], value[ROWS * LONG];
	static uint32_t column[LONG];
	size_t i, p, t, s, stripe;

	CHECK(in);
	if (!in)
		return;
	fill(in, WIDE * PANEL, 4);
	fill(value, ROWS * LONG, 5);
	for (p = 0; p < LONG; p++)
		column[p] = (uint32_t)(p * (WIDE / LONG));
	for (i = 0; i < ROWS; i++)
		CHECK(csr_append(&matrix, length_of(i), column, value + i * LONG, &fault) == 0);
	CHECK(stripes_build(&stripes, &matrix, 2, &fault) == 0);
	CHECK(stripes_multiply(&stripes, in, out, 2, &fault) == 0);
	for (i = 0; i < ROWS; i++) {
		float wanted[PANEL] = {0};

		for (stripe = 0, p = 0; stripe < 2; stripe++)
			while (p < length_of(i) && column[p] / STRIPE == stripe) {
				float sum[2][PANEL] = {{0}};

				for (s = 0; s < 256 && p < length_of(i)
					&& column[p] / STRIPE == stripe; s++, p++)
					for (t = 0; t < PANEL; t++)
						sum[s % 2][t] = fmaf(value[i * LONG + p],
							in[column[p] * (size_t)PANEL + t], sum[s % 2][t]);
				for (t = 0; t < PANEL; t++)
					wanted[t] += sum[0][t] + sum[1][t];
			}
		CHECK(memcmp(out + i * PANEL, wanted, sizeof wanted) == 0);
	}
	csr_release(&matrix);
	stripes_release(&stripes);
	free(in);
}

static float score_of[QUERIES][SCORES_VECTORS];
static unsigned taken[QUERIES];

static void take(void *context, size_t q, const float *score)
{
	(void)context;
	taken[q]++;
	memcpy(score_of[q], score, sizeof score_of[q]);
}

/* Of whole numbers, whose sums are exact. */
static void scores_agree(void)
{
	static float rows[SCORES_VECTORS * K], queries[QUERIES * K], packed[SCORES_VECTORS * K],
		packed_queries[(QUERIES + SCORES_QUERIES) * K];
	float floors[QUERIES], wanted[SCORES_VECTORS];
	size_t q, i, j;

	for (i = 0; i < SCORES_VECTORS * K; i++)
		rows[i] = floorf(20 * drawn(6, i));
	for (i = 0; i < QUERIES * K; i++)
		queries[i] = floorf(20 * drawn(7, i));
	for (q = 0; q < QUERIES; q++)
		floors[q] = 250 + (float)(20 * (q % 12));
	memset(taken, 0, sizeof taken);
	scores_pack(rows, SCORES_VECTORS - 1, K, packed);
	scores_pack_queries(queries, QUERIES, K, packed_queries);
	scores_tile(packed, K, packed_queries, QUERIES, floors, take, NULL);
	for (q = 0; q < QUERIES; q++) {
		float best = -1e9F;

		memset(wanted, 0, sizeof wanted);
		for (i = 0; i < SCORES_VECTORS; i++) {
			for (j = 0; j < K && i + 1 < SCORES_VECTORS; j++)
				wanted[i] += queries[q * K + j] * rows[i * K + j];
			best = fmaxf(best, wanted[i]);
		}
		CHECK(taken[q] == (best > floors[q]));
		CHECK(!taken[q] || memcmp(score_of[q], wanted, sizeof wanted) == 0);
	}
}

static void run_all(void)
{
	RUN(tiles_agree);
	RUN(stripes_agree);
	RUN(scores_agree);
}

int main(void)
{
	run_all();
#if defined(__x86_64__) && defined(__GNUC__)
	RUN(without_avx512);
	run_all();
	RUN(without_avx2);
	run_all();
#endif
	return unit_end();
}
