/* truncate_test.c - truncated decompositions, against LAPACK on the full
 * matrix. */
#include "lsi/truncate.h"

#include "lsi/krylov.h"
#include "num/blas.h"
#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { MEMORY = 1 << 30 };

/* Squares of all singular values of the full matrix, by its smaller side. */
static double *exact_squares(const struct matrix *matrix)
{
	size_t m = matrix->rows, n = matrix->columns, side = m < n ? m : n, i, j, t;
	double *a = sparse_dense(matrix), *gram = calloc(side * side, sizeof *gram);
	double *value = calloc(side, sizeof *value);
	struct fault fault = {0};

	for (i = 0; i < side; i++)
		for (j = 0; j <= i; j++)
			for (t = 0; t < (m < n ? n : m); t++)
				gram[i * side + j] += m < n ? a[i * n + t] * a[j * n + t]
							    : a[t * n + i] * a[t * n + j];
	CHECK(blas_eigen(gram, side, value, &fault) == 0);
	free(a);
	free(gram);
	return value;
}

static struct truncation plan(size_t k, double tolerance)
{
	return (struct truncation){.k = k, .block = 16, .columns = truncate_columns(k, 16),
		.tolerance = tolerance, .share = .1, .seed = 1, .memory = MEMORY, .threads = 2};
}

static double worst_sigma(const struct factors *factors, const double *square)
{
	double worst = 0;
	size_t i;

	for (i = 0; i < factors->k; i++)
		worst = fmax(worst, fabs(factors->sigma[i] / sqrt(square[i]) - 1));
	return worst;
}

static double entry(const struct factors *f, size_t term, size_t i)
{
	return f->u ? f->u[term * f->k + i] : (double)f->f32[term * f->k + i];
}

static double worst_overlap(const struct factors *f)
{
	double worst = 0;
	size_t i, j, t;

	for (i = 0; i < f->k; i++)
		for (j = 0; j <= i; j++) {
			double sum = i == j ? -1 : 0;

			for (t = 0; t < f->terms; t++)
				sum += entry(f, t, i) * entry(f, t, j);
			worst = fmax(worst, fabs(sum));
		}
	return worst;
}

static bool signs_are_canonical(const struct factors *f)
{
	size_t i, j;

	for (j = 0; j < f->k; j++) {
		double most = 0;

		for (i = 0; i < f->terms; i++)
			if (fabs(f->u[i * f->k + j]) > fabs(most))
				most = f->u[i * f->k + j];
		if (most < 0)
			return false;
	}
	return true;
}

/* Both sides of the matrix, both tolerances, both ways. */
static void check_size(size_t rows, size_t columns, size_t k, double tolerance, bool direct)
{
	struct truncation truncation = plan(k, tolerance);
	struct factors factors = {0};
	struct matrix matrix;
	struct fault fault = {0};
	double *square;

	CHECK(sparse_random(&matrix, rows, columns, .02, 5));
	CHECK(csr_finish(&matrix, &fault) == 0);
	square = exact_squares(&matrix);
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
	CHECK(factors.k == k && factors.terms == columns && factors.documents == rows);
	CHECK(truncation.direct == direct && truncation.converged);
	CHECK(worst_sigma(&factors, square) < tolerance);
	CHECK(worst_overlap(&factors) < (direct ? 1e-12 : 1e-6));
	CHECK(signs_are_canonical(&factors));
	free(square);
	factors_release(&factors);
	csr_release(&matrix);
}

static void is_direct_where_small(void)
{
	check_size(60, 90, 10, 1e-6, true);
	check_size(90, 60, 10, 1e-6, true);
	check_size(700, 300, 150, 1e-6, true);
}

static void iterates_where_large(void)
{
	check_size(700, 900, 20, 1e-2, false);
	check_size(900, 700, 20, 1e-6, false);
	check_size(800, 850, 40, 1e-6, false);
}

/* Where the tolerance is far above rounding it is left in, within what is claimed. */
static void leaves_rounding(size_t rows, size_t columns)
{
	struct truncation truncation = plan(100, 1e-2);
	struct factors factors = {0};
	struct matrix matrix;
	struct fault fault = {0};
	double *square;
	size_t i;

	truncation.rounded = true;
	CHECK(sparse_random(&matrix, rows, columns, .02, 8));
	CHECK(csr_finish(&matrix, &fault) == 0);
	square = exact_squares(&matrix);
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
	CHECK(truncation.quick && truncation.filtered && factors.f32);
	for (i = 0; i < factors.k; i++)
		CHECK(fabs(factors.sigma[i] / sqrt(square[i]) - 1) <= factors.error[i]);
	CHECK(worst_overlap(&factors) < 1e-6);
	free(square);
	factors_release(&factors);
	csr_release(&matrix);
}

static void leaves_rounding_on_both_sides(void)
{
	leaves_rounding(1200, 900);
	leaves_rounding(900, 1200);
}

/* A basis so short that it is restarted many times. */
static void restarts(void)
{
	struct truncation truncation = plan(12, 1e-6);
	struct factors factors = {0};
	struct matrix matrix;
	struct fault fault = {0};
	double *square;

	truncation.columns = 12 + 4 * 16;
	CHECK(sparse_random(&matrix, 900, 800, .02, 6));
	CHECK(csr_finish(&matrix, &fault) == 0);
	square = exact_squares(&matrix);
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
	CHECK(truncation.passes_done * 16 > 3 * truncation.columns);
	CHECK(worst_sigma(&factors, square) < 1e-6);
	free(square);
	factors_release(&factors);
	csr_release(&matrix);
}

/* Of rank 3, by either way: no more factors, no NaN. */
static void finds_the_rank(size_t rows, size_t columns)
{
	struct truncation truncation = plan(20, 1e-2);
	struct factors factors = {0};
	struct matrix matrix = {.columns = columns};
	struct fault fault = {0};
	uint32_t column[6];
	float value[6] = {1, 2, 1, .5f, 1, 3};
	size_t i, j, failed = 0;

	for (i = 0; i < rows; i++) {
		for (j = 0; j < 6; j++)
			column[j] = (uint32_t)(j * (columns / 6) + i % 3);
		failed += csr_append(&matrix, 6, column, value, &fault) != 0;
	}
	CHECK(failed == 0 && csr_finish(&matrix, &fault) == 0);
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
	CHECK(factors.k == 3 && truncation.unseen >= 0);
	CHECK(factors.beyond <= 1.3 * KRYLOV_FLOOR * factors.sigma[0] * factors.sigma[0]);
	/* hundreds of equal terms in each sum: the claimed error must still hold */
	for (i = 0; i < factors.k; i++)
		CHECK(fabs(factors.sigma[i] / sqrt((double)((rows + 2 - i) / 3) * 16.25) - 1)
			<= factors.error[i]);
	CHECK(worst_overlap(&factors) < (truncation.direct ? 1e-12 : 1e-6));
	factors_release(&factors);
	csr_release(&matrix);
}

static void finds_a_small_rank(void)
{
	finds_the_rank(30, 90);
	finds_the_rank(1500, 900);
	finds_the_rank(900, 1500);
}

static void takes_extremes(void)
{
	const uint32_t column[2] = {1, 3};
	const float weights[3] = {1e30f, 1e-30f, 1};
	struct fault fault = {0};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct truncation truncation = plan(5, 1e-2);
		struct factors factors = {0};
		struct matrix matrix = {.columns = 4};
		float value[2] = {3 * weights[i], 4 * weights[i]};

		CHECK(csr_append(&matrix, 2, column, value, &fault) == 0);
		CHECK(csr_append(&matrix, 2, column, value, &fault) == 0);
		CHECK(csr_finish(&matrix, &fault) == 0);
		CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
		CHECK(factors.k == 1);
		CHECK(fabs(factors.sigma[0] / (5 * sqrt(2.0) * (double)weights[i]) - 1) < 1e-6);
		CHECK(fabs(factors.u[3] - .8) < 1e-6 && fabs(factors.u[1] - .6) < 1e-6);
		factors_release(&factors);
		csr_release(&matrix);
	}
}

static void takes_empty_matrices(void)
{
	struct truncation truncation = plan(5, 1e-2);
	struct factors factors = {0};
	struct matrix matrix = {.columns = 4};
	struct fault fault = {0};

	CHECK(csr_finish(&matrix, &fault) == 0);
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == 0);
	CHECK(factors.k == 0 && factors.documents == 0 && factors.terms == 4);
	factors_release(&factors);
}

static void refuses_what_does_not_fit(void)
{
	struct truncation truncation = plan(300, 1e-2);
	struct factors factors = {0};
	struct matrix matrix;
	struct fault fault = {0};

	CHECK(sparse_random(&matrix, 1500, 2000, .01, 5) && !csr_finish(&matrix, &fault));
	truncation.memory = 12 << 20;
	CHECK(truncate_matrix(&matrix, &truncation, &factors, &fault) == -1);
	CHECK(fault.kind == FAULT_SYSTEM && strstr(fault.text, "would fit"));
	csr_release(&matrix);
}

static void same_bits(void)
{
	struct factors factors[2] = {{0}, {0}};
	struct fault fault = {0};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct truncation truncation = plan(20, 1e-2);
		struct matrix matrix;

		truncation.threads = i ? 5 : 1;
		CHECK(sparse_random(&matrix, 3000, 2000, .01, 7) && !csr_finish(&matrix, &fault));
		CHECK(truncate_matrix(&matrix, &truncation, &factors[i], &fault) == 0);
		csr_release(&matrix);
	}
	CHECK(memcmp(factors[0].u, factors[1].u, 2000 * 20 * sizeof(double)) == 0);
	CHECK(memcmp(factors[0].sigma, factors[1].sigma, 20 * sizeof(double)) == 0);
	factors_release(&factors[0]);
	factors_release(&factors[1]);
}

int main(void)
{
	RUN(is_direct_where_small);
	RUN(iterates_where_large);
	RUN(leaves_rounding_on_both_sides);
	RUN(restarts);
	RUN(finds_a_small_rank);
	RUN(takes_extremes);
	RUN(takes_empty_matrices);
	RUN(refuses_what_does_not_fit);
	RUN(same_bits);
	return unit_end();
}
