/* merge_test.c - merged decompositions against that of the whole. */
#include "lsi/merge.h"

#include "lsi/truncate.h"
#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { TERMS = 120, ALL = 400 };

/* The decomposition of n random documents of a kind; k ALL: nothing is lost. */
static void decompose(struct factors *factors, size_t n, uint64_t seed, size_t k)
{
	struct truncation truncation = {.k = k, .block = 16, .columns = truncate_columns(k, 16),
		.tolerance = 1e-6, .memory = 1 << 30, .threads = 1};
	struct matrix matrix;
	struct fault fault = {0};

	*factors = (struct factors){0};
	CHECK(sparse_random(&matrix, n, TERMS, .05, seed) && !csr_finish(&matrix, &fault));
	CHECK(truncate_matrix(&matrix, &truncation, factors, &fault) == 0);
	csr_release(&matrix);
}

/* The largest difference of u S^2 u', which is what factors stand for, as a
 * share of the largest square. */
static double distance(const struct factors *a, const struct factors *b)
{
	double worst = 0;
	size_t i, j, t;

	for (i = 0; i < TERMS; i++)
		for (j = 0; j < TERMS; j++) {
			double sum = 0;

			for (t = 0; t < a->k; t++)
				sum += a->u[i * a->k + t] * a->u[j * a->k + t] * a->sigma[t]
					* a->sigma[t];
			for (t = 0; t < b->k; t++)
				sum -= b->u[i * b->k + t] * b->u[j * b->k + t] * b->sigma[t]
					* b->sigma[t];
			worst = fmax(worst, fabs(sum));
		}
	return worst / (a->sigma[0] * a->sigma[0]);
}

static void equals_the_whole(void)
{
	struct factors a, b, c, d;
	struct fault fault = {0};

	/* documents of both in one: rows of seed 1 and 2 appended */
	struct matrix both = {0}, more;
	struct truncation truncation = {.k = ALL, .block = 16, .columns = 8 * ALL,
		.tolerance = 1e-6, .memory = 1 << 30, .threads = 1};
	struct factors whole = {0};
	size_t row;

	decompose(&a, 70, 11, ALL);
	decompose(&b, 90, 13, ALL);
	CHECK(sparse_random(&both, 70, TERMS, .05, 11) && sparse_random(&more, 90, TERMS, .05, 13));
	for (row = 0; row < 90; row++)
		CHECK(csr_append(&both, more.piece[0].start[row + 1] - more.piece[0].start[row],
			more.piece[0].column + more.piece[0].start[row],
			more.piece[0].value + more.piece[0].start[row], &fault) == 0);
	CHECK(!csr_finish(&both, &fault) && !truncate_matrix(&both, &truncation, &whole, &fault));
	CHECK(merge_factors(&a, &b, ALL, 1, 2, &fault) == 0);
	CHECK(a.documents == 160 && a.k == whole.k && b.u == NULL);
	CHECK(distance(&a, &whole) < 1e-6);

	/* any grouping, where nothing is dropped */
	decompose(&b, 30, 15, ALL);
	decompose(&c, 40, 17, ALL);
	decompose(&d, 30, 15, ALL);
	CHECK(merge_factors(&a, &d, ALL, 1, 1, &fault) == 0);
	decompose(&d, 40, 17, ALL);
	CHECK(merge_factors(&a, &d, ALL, 1, 1, &fault) == 0);
	CHECK(merge_factors(&b, &c, ALL, 1, 1, &fault) == 0);
	CHECK(merge_factors(&whole, &b, ALL, 1, 1, &fault) == 0);
	CHECK(distance(&a, &whole) < 1e-6);
	csr_release(&both);
	csr_release(&more);
	factors_release(&a);
	factors_release(&b);
	factors_release(&c);
	factors_release(&d);
	factors_release(&whole);
}

/* What is dropped stays within the bound that beyond gives. */
static void bounds_what_it_drops(void)
{
	struct factors a, b, c, d, exact;
	struct fault fault = {0};
	size_t i;

	decompose(&a, 70, 11, 20);
	decompose(&b, 90, 13, 20);
	decompose(&c, 70, 11, ALL);
	decompose(&d, 90, 13, ALL);
	exact = c;
	CHECK(merge_factors(&a, &b, 20, 1, 1, &fault) == 0);
	CHECK(merge_factors(&exact, &d, ALL, 1, 1, &fault) == 0);
	CHECK(a.k == 20 && a.beyond > 0);
	for (i = 0; i < a.k; i++) {
		double error = exact.sigma[i] * exact.sigma[i] - a.sigma[i] * a.sigma[i];

		CHECK(error > -1e-9 && error <= a.beyond);
		CHECK(exact.sigma[i] / a.sigma[i] - 1 <= a.error[i]);
	}
	factors_release(&a);
	factors_release(&exact);
}

static void decays(void)
{
	struct factors a, b, zero = {0};
	struct fault fault = {0};

	decompose(&a, 70, 11, 30);
	decompose(&b, 70, 11, 30);
	CHECK(factors_init(&zero, TERMS, 0, &fault) == 0);
	CHECK(merge_factors(&a, &zero, 30, .25, 1, &fault) == 0);
	CHECK(a.k == 30 && fabs(a.sigma[3] / b.sigma[3] - .25) < 1e-12);
	CHECK(fabs(a.u[7] - b.u[7]) < 1e-12);
	factors_release(&a);
	factors_release(&b);
}

static void merges_the_same_twice(void)
{
	struct factors a, b, c;
	struct fault fault = {0};

	decompose(&a, 50, 19, ALL);
	decompose(&b, 50, 19, ALL);
	decompose(&c, 50, 19, ALL);
	CHECK(merge_factors(&a, &b, ALL, 1, 3, &fault) == 0);
	CHECK(a.k == c.k);
	CHECK(fabs(a.sigma[0] / c.sigma[0] - sqrt(2)) < 1e-12);
	factors_release(&a);
	factors_release(&c);
}

int main(void)
{
	RUN(equals_the_whole);
	RUN(bounds_what_it_drops);
	RUN(decays);
	RUN(merges_the_same_twice);
	return unit_end();
}
