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

	for (j = 0; j < columns; j++)
		for (i = 0; i < tall->rows; i++)
			tall_column(tall, j)[i] = (float)(random_uniform(seed, i, j) - .5);
	tall->columns = columns;
}

static double dot(const struct tall *a, size_t i, const struct tall *b, size_t j)
{
	double sum = 0;
	size_t row;

	for (row = 0; row < a->rows; row++)
		sum += (double)tall_column(a, i)[row] * (double)tall_column(b, j)[row];
	return sum;
}

static void crosses_and_purges(void)
{
	struct tall q, w;
	struct fault fault = {0};
	static double h[M * B], once[M * B], again[M * B], gram[B * B];
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
	memset(h, 0, sizeof h);
	h[2 * M + 3] = 0.5;
	w.data[2 * N + 5] = 9;
	CHECK(tall_purge(&q, h, &w, again, gram, 3, &fault) == 0);
	CHECK(fabs((double)w.data[2 * N + 5] - (9 - 0.5 * (double)q.data[3 * N + 5])) < 1e-5);
	CHECK(fabs(gram[1 * B + 2] - dot(&w, 1, &w, 2)) < 1e-3);
	CHECK(fabs(again[2 * M + 3] - dot(&q, 3, &w, 2)) < 1e-3);
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
	CHECK(tall_turn(&q, NULL, &w, turn, 2, 2, &fault) == 0);
	CHECK(w.columns == 2);
	CHECK(tall_column(&w, 0)[N - 1] == 2 * tall_column(&before, 0)[N - 1]);
	want = (double)tall_column(&before, 1)[1500] - (double)tall_column(&before, 6)[1500];
	CHECK(fabs((double)tall_column(&w, 1)[1500] - want) < 1e-6);
	y[2 * M + 4] = 3;
	CHECK(tall_combine(&q, y, M, 3, &out, 2, &fault) == 0);
	CHECK(out.columns == 3 && tall_column(&out, 2)[77] == 3 * tall_column(&q, 4)[77]);
	CHECK(tall_column(&out, 0)[77] == 0);
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

static void multiplies_rows(void)
{
	const double y[6] = {1, 2, 3, 4, 5, 6}, turn[2] = {10, 1};
	double gram[4] = {0}, out[6] = {-1, -1, -1, -1, -1, -1};

	blas_rows_gram(y, 3, 2, gram);
	CHECK(gram[0] == 35 && gram[2] == 44 && gram[3] == 56);
	blas_rows_turn(y, 3, 2, turn, 1, out, 2);
	CHECK(out[0] == 12 && out[1] == -1 && out[2] == 34 && out[4] == 56);
}

int main(void)
{
	RUN(crosses_and_purges);
	RUN(turns_and_combines);
	RUN(solves_eigenproblems);
	RUN(multiplies_rows);
	return unit_end();
}
