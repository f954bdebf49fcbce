/* tall_test.c - tall dense products and small eigenproblems. */
#include "num/tall.h"

#include "base/random.h"
#include "num/blas.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2700, M = 30, B = 7 };

static void fill(struct tall *tall, size_t columns, uint64_t seed)
{
	size_t i, j;

	tall_use(tall, columns);
	for (j = 0; j < columns; j++)
		for (i = 0; i < tall->rows; i++)
			*tall_at(tall, i, j) = (float)(random_uniform(seed, i, j) - .5);
}

static double dot(const struct tall *a, size_t i, const struct tall *b, size_t j)
{
	double sum = 0;
	size_t row;

	for (row = 0; row < a->rows; row++)
		sum += (double)*tall_at(a, row, i) * (double)*tall_at(b, row, j);
	return sum;
}

/* The naive twins: the same chains of fused multiply-adds. */
static void tiles_are_chains(void)
{
	static float q[TILE_ROWS * PANEL], w[TILE_ROWS * PANEL], h[TILE_SIZE], once[TILE_SIZE];
	static float added[TILE_ROWS * PANEL];
	size_t rows, i, c, t;

	for (i = 0; i < TILE_ROWS * PANEL; i++) {
		q[i] = (float)(random_uniform(1, i, 0) - .5);
		w[i] = (float)(random_uniform(2, i, 0) - .5);
	}
	for (rows = 0; rows <= TILE_ROWS; rows += rows < 20 ? 1 : 27) {
		for (i = 0; i < TILE_SIZE; i++)
			h[i] = once[i] = (float)random_uniform(3, i, rows);
		memcpy(added, w, sizeof w);
		for (i = 0; i < rows; i++)
			for (c = 0; c < PANEL; c++)
				for (t = 0; t < PANEL; t++) {
					float *sum = &once[c * PANEL + t], *to = &added[i * PANEL + t];

					*sum = fmaf(q[i * PANEL + c], w[i * PANEL + t], *sum);
					*to = fmaf(q[i * PANEL + c], h[c * PANEL + t], *to);
				}
		tile_add(rows, q, h, w, w);
		CHECK(memcmp(w, added, sizeof w) == 0);
		for (i = 0; i < TILE_ROWS * PANEL; i++)
			w[i] = (float)(random_uniform(2, i, 0) - .5);
		tile_cross(rows, q, w, h, w);
		CHECK(memcmp(h, once, sizeof h) == 0);
	}
}

static void copies_columns(void)
{
	struct tall from, to;
	struct fault fault = {0};
	size_t first, at, count, i, j;

	CHECK(!tall_init(&from, 9, 70, &fault));
	fill(&from, 70, 5);
	for (first = 0; first < 34; first += 8)
		for (at = 0; at < 34; at += 4)
			for (count = 1; count < 36; count += 17) {
				CHECK(!tall_init(&to, 9, 70, &fault));
				tall_use(&to, at);
				tall_copy(&from, first, count, &to, at);
				CHECK(to.columns == at + count);
				for (i = 0; i < 9; i++) {
					for (j = 0; j < at; j++)
						CHECK(*tall_at(&to, i, j) == 0);
					for (j = 0; j < count; j++)
						CHECK(*tall_at(&to, i, at + j)
							== *tall_at(&from, i, first + j));
				}
				tall_release(&to);
			}
	tall_release(&from);
}

static void crosses_and_purges(void)
{
	struct tall q, w, last;
	struct fault fault = {0};
	static double h[M * B], once[M * B], gram[B * B];
	double worst = 0;
	size_t i, j;

	CHECK(!tall_init(&q, N, M, &fault) && !tall_init(&w, N, B, &fault));
	fill(&q, M, 1);
	fill(&w, B, 2);
	CHECK(tall_cross(&q, &w, h, 2, &fault) == 0);
	CHECK(tall_cross(&q, &w, once, 1, &fault) == 0);
	CHECK(memcmp(h, once, sizeof h) == 0);
	for (j = 0; j < B; j++)
		for (i = 0; i < M; i++)
			worst = fmax(worst, fabs(h[j * M + i] - dot(&q, i, &w, j)));
	CHECK(worst < 1e-3);
	last = tall_from_panel(&q, 1);
	CHECK(last.columns == M - PANEL && tall_cross(&last, &w, once, 1, &fault) == 0);
	CHECK(once[0] == h[PANEL]);
	memset(h, 0, sizeof h);
	h[2 * M + 3] = 0.5;
	*tall_at(&w, 5, 2) = 9;
	CHECK(tall_purge(&q, h, &w, gram, 3, &fault) == 0);
	CHECK(fabs((double)*tall_at(&w, 5, 2) - (9 - 0.5 * (double)*tall_at(&q, 5, 3))) < 1e-5);
	CHECK(fabs(gram[1 * B + 2] - dot(&w, 1, &w, 2)) < 1e-3);
	CHECK(tall_purge(&q, h, &w, NULL, 3, &fault) == 0);
	CHECK(fabs((double)*tall_at(&w, 5, 2) - (9 - (double)*tall_at(&q, 5, 3))) < 1e-5);
	tall_release(&q);
	tall_release(&w);
}

static void turns_and_combines(void)
{
	struct tall q, w, before, out;
	struct fault fault = {0};
	static double turn[B * 2], y[M * 3];
	double want;

	CHECK(!tall_init(&q, N, M, &fault) && !tall_init(&w, N, B, &fault)
		&& !tall_init(&before, N, B, &fault) && !tall_init(&out, N, 3, &fault));
	fill(&q, M, 1);
	fill(&w, B, 2);
	fill(&before, B, 2);
	turn[0] = 2;
	turn[B + 6] = -1;
	turn[B + 1] = 1;
	CHECK(tall_turn(&w, turn, 2, 2, &fault) == 0);
	CHECK(w.columns == 2);
	CHECK(*tall_at(&w, N - 1, 0) == 2 * *tall_at(&before, N - 1, 0));
	want = (double)*tall_at(&before, 1500, 1) - (double)*tall_at(&before, 1500, 6);
	CHECK(fabs((double)*tall_at(&w, 1500, 1) - want) < 1e-6);
	y[2 * M + 4] = 3;
	CHECK(tall_combine(&q, y, M, 3, &out, 2, &fault) == 0);
	CHECK(out.columns == 3 && *tall_at(&out, 77, 2) == 3 * *tall_at(&q, 77, 4));
	CHECK(*tall_at(&out, 77, 0) == 0);
	tall_release(&q);
	tall_release(&w);
	tall_release(&before);
	tall_release(&out);
	tall_release(&out);
}

static void solves_eigenproblems(void)
{
	double a[9] = {2, 0, 0, 1, 2, 0, 0, 0, 5}, value[3];
	double b[9] = {1, 0, 0, 0, 1, 0, 0, 0, 4}, c[9] = {2, 0, 0, 1, 2, 0, 0, 0, 5};
	double broken[4] = {0, 0, NAN, 1};
	struct fault fault = {0};

	CHECK(blas_eigen(a, 3, value, &fault) == 0);
	CHECK(fabs(value[0] - 5) < 1e-14 && fabs(value[1] - 3) < 1e-14
		&& fabs(value[2] - 1) < 1e-14);
	CHECK(fabs(fabs(a[2]) - 1) < 1e-14 && fabs(fabs(a[3]) - sqrt(.5)) < 1e-14);
	CHECK(blas_eigen_pair(c, b, 3, value, &fault) == 0);
	CHECK(fabs(value[0] - 3) < 1e-14 && fabs(value[1] - 1.25) < 1e-14);
	CHECK(fabs(fabs(c[3 + 2]) - .5) < 1e-14);
	CHECK(blas_eigen(broken, 2, value, &fault) == -1);
	CHECK(fault.kind == FAULT_INTERNAL);
}

/* Random ones, and such whose values come many times: against all pairs. */
static void finds_leading_pairs(void)
{
	enum { SIZE = 96, LEADING = 30 };
	static double a[SIZE * SIZE], all[SIZE * SIZE], work[SIZE * SIZE], v[SIZE * LEADING];
	static double value[SIZE], want[SIZE];
	struct fault fault = {0};
	size_t i, j, l, kind;
	double worst;

	for (kind = 0; kind < 3; kind++) {
		for (j = 0; j < SIZE; j++)
			for (i = 0; i <= j; i++)
				a[j * SIZE + i] = kind == 0 ? random_uniform(7, i, j) - .5
					: i == j ? 1 + (double)(i % (4 * kind)) : 0;
		memcpy(all, a, sizeof a);
		memcpy(work, a, sizeof a);
		CHECK(blas_eigen(all, SIZE, want, &fault) == 0);
		CHECK(blas_eigen_leading(work, SIZE, LEADING, value, v, &fault) == 0);
		for (worst = 0, l = 0; l < LEADING; l++) {
			worst = fmax(worst, fabs(value[l] - want[l]));
			for (i = 0; i < SIZE; i++) {
				double sum = -value[l] * v[l * SIZE + i];

				for (j = 0; j < SIZE; j++)
					sum += a[i < j ? j * SIZE + i : i * SIZE + j] * v[l * SIZE + j];
				worst = fmax(worst, fabs(sum));
			}
			for (i = 0; i <= l; i++) {
				double sum = i == l ? -1 : 0;

				for (j = 0; j < SIZE; j++)
					sum += v[i * SIZE + j] * v[l * SIZE + j];
				worst = fmax(worst, fabs(sum));
			}
		}
		CHECK(worst < 1e-12);
	}
}

static void multiplies_rows(void)
{
	const double y[6] = {1, 2, 3, 4, 5, 6}, turn[2] = {10, 1};
	double gram[4] = {0}, out[6] = {-1, -1, -1, -1, -1, -1};

	blas_rows_gram(y, 3, 2, gram);
	CHECK(gram[0] == 35 && gram[2] == 44 && gram[3] == 56);
	blas_rows_turn(y, 3, 2, turn, 1, out, 2);
	CHECK(out[0] == 12 && out[1] == -1 && out[2] == 34 && out[4] == 56);
}

/* Part of the rows, in two steps; and a product of some of them. */
static void takes_gram_matrices(void)
{
	enum { ROWS = 1300, COLUMNS = 37, FIRST = 700, LAST = 1290, OUT = 21 };
	static double gram[COLUMNS * COLUMNS], y[COLUMNS * OUT];
	static float to[2 * TILE_ROWS * PANEL];
	double *tiles = calloc(tall_tiles_size(COLUMNS), sizeof *tiles), worst = 0;
	struct fault fault = {0};
	struct tall q = {0};
	float *small;
	size_t i, j, l;

	CHECK(tall_init(&q, ROWS, COLUMNS, &fault) == 0 && tiles);
	fill(&q, COLUMNS, 5);
	tall_add_gram(&q, 1, FIRST, tiles);
	tall_add_gram(&q, FIRST, LAST, tiles);
	tall_gram_of(tiles, COLUMNS, gram);
	for (i = 0; i < COLUMNS; i++)
		for (j = 0; j < COLUMNS; j++) {
			double sum = 0;

			for (l = 1; l < LAST; l++)
				sum += (double)*tall_at(&q, l, i) * (double)*tall_at(&q, l, j);
			worst = fmax(worst, fabs(gram[j * COLUMNS + i] - sum));
		}
	CHECK(worst < 1e-4);
	for (i = 0; i < COLUMNS * OUT; i++)
		y[i] = random_uniform(6, i, 0) - .5;
	small = tall_tiles(y, COLUMNS, COLUMNS, OUT, 2, &fault);
	tall_rows_times(&q, small, OUT, FIRST, 100, to);
	for (worst = 0, i = 0; i < 100; i++)
		for (j = 0; j < OUT; j++) {
			double sum = 0;

			for (l = 0; l < COLUMNS; l++)
				sum += 2 * (double)*tall_at(&q, FIRST + i, l) * y[j * COLUMNS + l];
			worst = fmax(worst, fabs((double)to[(j / PANEL * TILE_ROWS + i) * PANEL
				+ j % PANEL] - sum));
		}
	CHECK(worst < 1e-5);
	free(small);
	free(tiles);
	tall_release(&q);
}

int main(void)
{
	RUN(tiles_are_chains);
	RUN(copies_columns);
	RUN(crosses_and_purges);
	RUN(turns_and_combines);
	RUN(solves_eigenproblems);
	RUN(finds_leading_pairs);
	RUN(multiplies_rows);
	RUN(takes_gram_matrices);
	return unit_end();
}
