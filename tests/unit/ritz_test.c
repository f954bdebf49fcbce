/* ritz_test.c - Rayleigh-Ritz steps by rows of the matrix, as the largest take them, and by a
 * pair, against LAPACK on the full matrix. */
#include "lsi/ritz.h"

#include "num/blas.h"
#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { ROWS = 900, COLUMNS = 120, K = 20 };

static struct matrix matrix;
static double square[COLUMNS]; /* of all singular values */
static struct tall right;      /* the first K vectors, rounded to f32 */

static void solve(void)
{
	static double gram[COLUMNS * COLUMNS];
	struct fault fault = {0};
	double *a;
	size_t i, j, t;

	CHECK(sparse_random(&matrix, ROWS, COLUMNS, .05, 11) && csr_finish(&matrix, &fault) == 0);
	a = sparse_dense(&matrix);
	for (i = 0; i < COLUMNS; i++)
		for (j = 0; j < COLUMNS; j++)
			for (t = 0; t < ROWS; t++)
				gram[i * COLUMNS + j] += a[t * COLUMNS + i] * a[t * COLUMNS + j];
	CHECK(blas_eigen(gram, COLUMNS, square, &fault) == 0);
	CHECK(tall_init(&right, COLUMNS, K, &fault) == 0);
	tall_use(&right, K);
	for (j = 0; j < K; j++)
		for (i = 0; i < COLUMNS; i++)
			*tall_at(&right, i, j) = (float)gram[j * COLUMNS + i];
	free(a);
}

/* pair is built of a copy: what it is built of is gone. */
static void pair_of(struct product_pair *pair)
{
	struct matrix turned = {0};
	struct fault fault = {0};

	CHECK(csr_transpose(&matrix, &turned, &fault) == 0);
	CHECK(product_pair_build(pair, &turned, true, 2, &fault) == 0);
	csr_release(&turned);
}

static void quotients_are_squares_of_singular_values(void)
{
	struct product_pair pair;
	struct fault fault = {0};
	double theta[K], again[K], paired[K], scale = ldexp(1, -2 * matrix.exponent);
	size_t j;

	pair_of(&pair);
	CHECK(ritz_quotients(&matrix, NULL, &right, theta, 1, &fault) == 0);
	CHECK(ritz_quotients(&matrix, NULL, &right, again, 3, &fault) == 0);
	CHECK(memcmp(theta, again, sizeof theta) == 0);
	CHECK(ritz_quotients(&matrix, &pair, &right, paired, 2, &fault) == 0);
	for (j = 0; j < K; j++) {
		CHECK(fabs(theta[j] / (square[j] * scale) - 1) < 1e-6);
		CHECK(fabs(paired[j] / theta[j] - 1) < 1e-6);
	}
	product_pair_release(&pair);
}

/* The vectors of ritz against A'A u = sigma^2 u, or A A' u. */
static void check_ritz(const struct ritz *ritz, bool left)
{
	double *a = sparse_dense(&matrix);
	size_t j, i, t;

	CHECK(ritz->count == K && ritz->rows == (left ? ROWS : COLUMNS));
	for (j = 0; j < K; j++) {
		double product[ROWS] = {0}, worst = 0, norm = 0;

		CHECK(fabs(ritz->sigma[j] / sqrt(square[j]) - 1) < 1e-6);
		/* |A u| or |A' u| is sigma, where |u| is 1 */
		for (t = 0; t < ROWS; t++)
			for (i = 0; i < COLUMNS; i++)
				product[left ? i : t] += a[t * COLUMNS + i]
					* ritz->u[(left ? t : i) * K + j];
		for (i = 0; i < ritz->rows; i++)
			norm += ritz->u[i * K + j] * ritz->u[i * K + j];
		for (i = 0; i < ROWS; i++)
			worst += product[i] * product[i];
		CHECK(fabs(norm - 1) < 1e-6);
		CHECK(fabs(sqrt(worst) / ritz->sigma[j] - 1) < 1e-5);
	}
	free(a);
}

static void steps_are_the_same_by_rows_and_by_a_pair(void)
{
	struct fault fault = {0};
	int left;

	for (left = 0; left < 2; left++) {
		struct ritz one = {0}, many = {0}, paired = {0};
		struct product_pair pair;

		pair_of(&pair);
		CHECK(ritz_refine(&matrix, NULL, &right, NULL, left, 1e-12, &one, 1, &fault) == 0);
		CHECK(ritz_refine(&matrix, NULL, &right, NULL, left, 1e-12, &many, 3, &fault) == 0);
		CHECK(ritz_refine(&matrix, &pair, &right, NULL, left, 1e-12, &paired, 2, &fault) == 0);
		check_ritz(&one, left);
		check_ritz(&paired, left);
		CHECK(many.count == one.count
			&& memcmp(many.sigma, one.sigma, K * sizeof *one.sigma) == 0
			&& memcmp(many.u, one.u, K * one.rows * sizeof *one.u) == 0);
		ritz_release(&one);
		ritz_release(&many);
		ritz_release(&paired);
		product_pair_release(&pair);
	}
}

int main(void)
{
	solve();
	RUN(quotients_are_squares_of_singular_values);
	RUN(steps_are_the_same_by_rows_and_by_a_pair);
	csr_release(&matrix);
	tall_release(&right);
	return unit_end();
}
