/* lda_kernel_test - each kernel against its formula in plain doubles. */
#include "base/random.h"
#include "lda/kernel.h"
#include "num/special.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { ROWS = 12, MOST = 1008 };

static float weight[ROWS * MOST], theta[MOST], count[ROWS], sums[MOST], ratio[ROWS];
static float rest[ROWS], q[ROWS], matrix[5 * MOST];
static const size_t shapes[] = {1, 2, 15, 16, 17, 20, 64, 65, 100, 200, 1000};

static float number(uint64_t row, uint64_t column)
{
	return (float)random_uniform(42, row, column);
}

/* K topics, 10 rows and two of zeros. */
static size_t fill(size_t topics)
{
	size_t stride = lda_stride(topics), i, k;

	memset(weight, 0, sizeof weight);
	memset(theta, 0, sizeof theta);
	for (k = 0; k < topics; k++)
		theta[k] = 0.1f + 3 * number(100, k);
	for (i = 0; i < ROWS; i++) {
		count[i] = i < 10 ? 1 + (float)i : 0;
		for (k = 0; k < topics && i < 10; k++)
			weight[i * stride + k] = 1e-4f * (0.01f + number(i, k) * number(i, k + 7));
	}
	return stride;
}

static double dot(size_t i, size_t stride)
{
	double sum = 0;
	size_t k;

	for (k = 0; k < stride; k++)
		sum += (double)theta[k] * (double)weight[i * stride + k];
	return sum;
}

static int near(double got, double want)
{
	return fabs(got - want) <= 4e-6 * fabs(want) + 1e-30;
}

static void mixes(void)
{
	size_t shape, stride, i, k;

	for (shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
		stride = fill(shapes[shape]);
		lda_kernel_mix(weight, ROWS, stride, theta, count, sums, ratio);
		for (k = 0; k < stride; k++) {
			double want = 0;

			for (i = 0; i < 10; i++)
				want += (double)count[i] / dot(i, stride)
					* (double)weight[i * stride + k];
			CHECK(near((double)sums[k], want));
		}
		CHECK(ratio[10] == 0 && ratio[11] == 0);
	}
}

/* The solution must be that of gamma ~ weight (theta - gamma), to the second
 * order in the shares. */
static void removes_own_share(void)
{
	size_t shape, stride, k;

	for (shape = 1; shape < sizeof shapes / sizeof *shapes; shape++) {
		double all, own = 0, left = 0, score = 0;
		float before[MOST];
		size_t i;

		stride = fill(shapes[shape]);
		memcpy(before, weight + 3 * stride, stride * sizeof *before);
		all = dot(3, stride);
		for (k = 0; k < stride; k++) {
			double gamma = (double)before[k] * (double)theta[k] / all;

			left += (double)before[k] * fmax((double)theta[k] - gamma, 0);
		}
		for (i = 0; i < 10; i++)
			score += (double)count[i] * log(dot(i, stride));
		lda_kernel_without_own(weight, ROWS, stride, theta, rest, q);
		/* max(1 - weight/q, 0) cancels where one topic has all of the word */
		CHECK(fabs((double)rest[3] - left) < 1e-5 * all + 2e-28);
		CHECK(near((double)q[3], all));
		CHECK(fabs(lda_kernel_score(count, q, ROWS) - score) < 1e-4);
		for (k = 0; k < stride; k++)
			CHECK(fabs((double)weight[3 * stride + k] - (double)before[k]
				/ ((double)rest[3] + (double)before[k])) < 1e-6);
		for (k = 0; k < stride; k++)
			own += (double)weight[10 * stride + k];
		CHECK(own == 0);
	}
}

static void gathers(void)
{
	const uint16_t document[6] = {0, 1, 2, 3, 4, 4};
	size_t shape, stride, j, k;

	for (shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
		stride = fill(shapes[shape]);
		for (j = 0; j < 5 * stride; j++)
			matrix[j] = number(7, j);
		for (j = 0; j < 6; j++) {
			ratio[j] = 1 + number(8, j);
			rest[j] = 1e-4f + number(9, j) * 1e-4f;
		}
		lda_kernel_gather(weight, stride, matrix, document, ratio, 6, sums);
		for (k = 0; k < stride; k++) {
			double want = 0;

			for (j = 0; j < 6; j++)
				want += (double)ratio[j] * (double)matrix[document[j] * stride + k];
			CHECK(near((double)sums[k], want * (double)weight[k]));
		}
		lda_kernel_gather_own(weight, stride, matrix, document, ratio, rest, 6, sums);
		for (k = 0; k < stride; k++) {
			double want = 0;

			for (j = 0; j < 6; j++)
				want += (double)ratio[j] * (double)matrix[document[j] * stride + k]
					/ ((double)rest[j] + (double)weight[k]);
			CHECK(near((double)sums[k], want * (double)weight[k]));
		}
	}
}

static void goes_to_grid(void)
{
	int64_t grid[4] = {1, 0, 0, 5}, totals[4] = {0, 2, 0, 0};
	const float x[4] = {1.5f, 0x1p-21f + 0x1p-30f, 1073741824.0f, 0};

	lda_kernel_to_grid(grid, totals, x, 4);
	CHECK(grid[0] == 1 + 3 * (1 << 19));
	CHECK(grid[1] == 1);
	CHECK(grid[2] == (int64_t)1 << 50);
	CHECK(grid[3] == 5);
	CHECK(totals[0] == 3 * (1 << 19) && totals[1] == 3 && totals[3] == 0);
}

/* A row moves to the same bits, through counts or at once. */
static void moves_rows(void)
{
	enum { N = 37 };
	const struct lda_move move = {.keep = 0.7, .take = 3 * LDA_GRID, .eta = 0.006};
	float x[N], one[N], other[N], decayed[N];
	int64_t counts[N] = {0}, totals[N] = {0}, again[N] = {0};
	size_t k;

	for (k = 0; k < N; k++) {
		x[k] = (float)k * 0.37f;
		one[k] = other[k] = decayed[k] = 1 / (1 + (float)k);
	}
	lda_kernel_to_grid(counts, totals, x, N);
	lda_kernel_move(one, counts, N, &move);
	lda_kernel_move_sums(other, again, x, N, &move);
	CHECK(memcmp(one, other, sizeof one) == 0);
	CHECK(memcmp(totals, again, sizeof totals) == 0);
	lda_kernel_decay(decayed, N, &move);
	for (k = 0; k < N; k++) {
		double left = 0.7 * (double)(1 / (1 + (float)k)) + 0.006;

		CHECK(near((double)decayed[k], left));
		CHECK(near((double)one[k], left + 3 * (double)x[k]));
	}
}

static void exp_digamma(void)
{
	double x;

	for (x = 0.02; x < 1e9; x *= 1.013) {
		float in = (float)x, out;
		double want = exp(special_digamma((double)in));

		lda_kernel_exp_digamma(&out, &in, 1);
		CHECK(fabs((double)out - want) <= 4e-7 * (1 + 1 / x) * want);
	}
	x = 0;
	{
		float in = 0, out = 1;

		lda_kernel_exp_digamma(&out, &in, 1);
		CHECK(out == 0);
	}
}

static void advances_and_collects(void)
{
	const uint32_t term[3] = {4, 0, 4};
	size_t stride = fill(20), k;

	for (k = 0; k < 5 * stride; k++)
		matrix[k] = (float)k;
	lda_kernel_collect(weight, matrix, stride, term, 3, 4);
	CHECK(weight[0] == (float)(4 * stride) && weight[stride] == 0);
	CHECK(weight[2 * stride + 5] == (float)(4 * stride + 5) && weight[3 * stride + 5] == 0);
	for (k = 0; k < stride; k++)
		sums[k] = 2;
	lda_kernel_advance(sums, matrix, theta, sums, stride);
	for (k = 0; k < stride; k++)
		CHECK(sums[k] == fmaf(theta[k], 2, matrix[k]));
	CHECK(fabs(lda_kernel_change(matrix, matrix + 3, 20) - 3) < 1e-12);
}

int main(void)
{
	RUN(mixes);
	RUN(removes_own_share);
	RUN(gathers);
	RUN(goes_to_grid);
	RUN(moves_rows);
	RUN(exp_digamma);
	RUN(advances_and_collects);
	return unit_end();
}
