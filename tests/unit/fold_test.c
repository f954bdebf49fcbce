/* fold_test.c - chunks folded into factors against decompositions of the whole. */
#include "lsi/fold.h"

#include "lsi/merge.h"
#include "lsi/truncate.h"
#include "sparse.h"
#include "unit.h"

#include <string.h>

enum { TERMS = 300, ALL = 600 };

/* Random documents, each repeat times, their weights times scale. */
static void documents(struct matrix *matrix, size_t n, size_t repeat, double scale,
	uint64_t seed)
{
	struct matrix once;
	struct fault fault = {0};
	size_t i, row, p;

	*matrix = (struct matrix){.columns = TERMS};
	CHECK(sparse_random(&once, n, TERMS, .05, seed));
	for (p = 0; p < once.nonzeros; p++)
		once.piece[0].value[p] *= (float)scale;
	for (i = 0; i < repeat; i++)
		for (row = 0; row < n; row++) {
			size_t at = once.piece[0].start[row];

			CHECK(csr_append(matrix, once.piece[0].start[row + 1] - at,
				once.piece[0].column + at, once.piece[0].value + at,
				&fault) == 0);
		}
	CHECK(csr_finish(matrix, &fault) == 0);
	csr_release(&once);
}

static void decompose(struct factors *factors, size_t n, size_t repeat, double scale,
	uint64_t seed, size_t k)
{
	struct truncation truncation = {.k = k, .block = 16, .columns = truncate_columns(k, 16),
		.tolerance = 1e-6, .memory = 1 << 30, .threads = 1};
	struct matrix matrix;
	struct fault fault = {0};

	*factors = (struct factors){0};
	documents(&matrix, n, repeat, scale, seed);
	CHECK(truncate_matrix(&matrix, &truncation, factors, &fault) == 0);
}

/* Folds a chunk into whole, of which keep factors remain. */
static void folded(struct factors *whole, struct matrix *chunk, size_t keep, size_t fresh,
	double decay, int threads)
{
	struct fold fold = {.keep = keep, .fresh = fresh, .decay = decay, .seed = 1,
		.threads = threads};
	struct fault fault = {0};

	CHECK(fold_matrix(&fold, whole, chunk, &fault) == 0);
	fold_release(&fold);
	fold_release(&fold);
	csr_release(chunk);
}

/* The same by two decompositions that leave nothing out. */
static void merged(struct factors *whole, size_t n, size_t repeat, double scale, uint64_t seed,
	double decay)
{
	struct factors next;
	struct fault fault = {0};

	decompose(&next, n, repeat, scale, seed, ALL);
	CHECK(merge_factors(whole, &next, ALL, decay, 1, &fault) == 0);
}

static double orthogonality(const struct factors *factors)
{
	double worst = 0;
	size_t i, j, t, k = factors->k;

	for (i = 0; i < k; i++)
		for (j = 0; j <= i; j++) {
			double sum = i == j ? -1 : 0;

			for (t = 0; t < factors->terms; t++)
				sum += factors->u[t * k + i] * factors->u[t * k + j];
			worst = fmax(worst, fabs(sum));
		}
	return worst;
}

/* The worst relative difference of singular values, and how many there are. */
static double apart(const struct factors *a, const struct factors *b)
{
	double worst = a->k == b->k ? 0 : 1;
	size_t i;

	for (i = 0; i < a->k && i < b->k; i++)
		worst = fmax(worst, fabs(a->sigma[i] / b->sigma[i] - 1));
	return worst;
}

static void loses_nothing_that_fits(void)
{
	struct factors got, exact;
	struct matrix chunk;

	/* 15 documents, 5 times each, so the whole's rank is 45 */
	decompose(&got, 30, 1, 1, 11, ALL);
	decompose(&exact, 30, 1, 1, 11, ALL);
	documents(&chunk, 15, 5, 1, 13);
	folded(&got, &chunk, 60, 20, 1, 2);
	merged(&exact, 15, 5, 1, 13, 1);
	CHECK(got.k == 45 && got.documents == 105 && got.beyond == 0);
	CHECK(apart(&got, &exact) < 1e-5);
	CHECK(orthogonality(&got) < 1e-12);
	factors_release(&got);
	factors_release(&exact);
}

/* Never more than there is, and as much less as the error says. */
static void stays_within_its_error(void)
{
	struct factors got, exact;
	struct matrix chunk;
	size_t i, round;

	decompose(&got, 150, 1, 1, 11, 60);
	decompose(&exact, 150, 1, 1, 11, ALL);
	for (round = 0; round < 3; round++) {
		documents(&chunk, 150, 1, 1, 21 + round);
		folded(&got, &chunk, 60, 15, 1, 1);
		merged(&exact, 150, 1, 1, 21 + round, 1);
	}
	CHECK(got.k == 60 && got.documents == 600);
	CHECK(orthogonality(&got) < 1e-12);
	for (i = 0; i < got.k; i++) {
		CHECK(got.sigma[i] <= exact.sigma[i] * (1 + 1e-6));
		CHECK(exact.sigma[i] / got.sigma[i] - 1 <= got.error[i]);
	}
	CHECK(fabs(got.sigma[0] / exact.sigma[0] - 1) < 1e-3);
	CHECK(fabs(got.sigma[29] / exact.sigma[29] - 1) < .15);
	factors_release(&got);
	factors_release(&exact);
}

static void ignores_threads(void)
{
	struct factors one, more;
	struct matrix chunk;

	decompose(&one, 150, 1, 1, 11, 60);
	decompose(&more, 150, 1, 1, 11, 60);
	documents(&chunk, 900, 2, 1, 21);
	folded(&one, &chunk, 60, 15, 1, 1);
	documents(&chunk, 900, 2, 1, 21);
	folded(&more, &chunk, 60, 15, 1, 5);
	CHECK(memcmp(one.u, more.u, one.terms * one.k * sizeof *one.u) == 0);
	CHECK(memcmp(one.sigma, more.sigma, one.k * sizeof *one.sigma) == 0);
	factors_release(&one);
	factors_release(&more);
}

static void takes_any_scale(void)
{
	struct factors got, exact;
	struct matrix chunk;

	decompose(&got, 60, 1, 1, 11, ALL);
	decompose(&exact, 60, 1, 1, 11, ALL);
	documents(&chunk, 60, 2, 1e-30, 13);
	folded(&got, &chunk, 60, 20, 1, 1);
	CHECK(apart(&got, &exact) < 1e-6);
	factors_release(&got);
	factors_release(&exact);

	decompose(&got, 60, 1, 1e-30, 11, ALL);
	documents(&chunk, 12, 6, 1e30, 13);
	folded(&got, &chunk, 60, 20, 1, 1);
	decompose(&exact, 12, 6, 1e30, 13, ALL);
	CHECK(apart(&got, &exact) < 1e-5);
	factors_release(&got);
	factors_release(&exact);
}

static void takes_degenerate_chunks(void)
{
	struct factors got, exact;
	struct matrix chunk;

	/* one document many times; the same documents again; documents without words */
	decompose(&got, 60, 1, 1, 11, ALL);
	decompose(&exact, 60, 1, 1, 11, ALL);
	documents(&chunk, 1, 100, 1, 13);
	folded(&got, &chunk, 80, 20, 1, 1);
	merged(&exact, 1, 100, 1, 13, 1);
	CHECK(apart(&got, &exact) < 1e-5);
	documents(&chunk, 60, 2, 1, 11);
	folded(&got, &chunk, 80, 20, 1, 1);
	merged(&exact, 60, 2, 1, 11, 1);
	CHECK(apart(&got, &exact) < 1e-5);
	documents(&chunk, 60, 2, 0, 11);
	folded(&got, &chunk, 80, 20, 1, 1);
	CHECK(apart(&got, &exact) < 1e-5);
	CHECK(orthogonality(&got) < 1e-12);
	factors_release(&got);
	factors_release(&exact);
}

static void forgets(void)
{
	struct factors got, exact;
	struct matrix chunk;

	decompose(&got, 30, 1, 1, 11, ALL);
	decompose(&exact, 30, 1, 1, 11, ALL);
	documents(&chunk, 15, 5, 1, 13);
	folded(&got, &chunk, 60, 20, .25, 1);
	merged(&exact, 15, 5, 1, 13, .25);
	CHECK(apart(&got, &exact) < 1e-5);
	factors_release(&got);
	factors_release(&exact);
}

int main(void)
{
	RUN(loses_nothing_that_fits);
	RUN(stays_within_its_error);
	RUN(ignores_threads);
	RUN(takes_any_scale);
	RUN(takes_degenerate_chunks);
	RUN(forgets);
	return unit_end();
}
