/* matching_test.c - assignments against all permutations, and their duals. */
#include "num/matching.h"

#include "base/random.h"
#include "unit.h"

#include <float.h>
#include <math.h>

enum { MOST = 6, HISTORIES = 400 };

/* The least sum over all ways to give rows from row on a free column each. */
static double least(const double *cost, size_t rows, size_t columns, size_t row, unsigned used)
{
	double best = DBL_MAX;
	size_t j;

	if (row == rows)
		return 0;
	for (j = 0; j < columns; j++)
		if (!(used >> j & 1))
			best = fmin(best, cost[row * columns + j]
					+ least(cost, rows, columns, row + 1, used | 1u << j));
	return best;
}

static void check_one(const double *cost, size_t rows, size_t columns, double wanted)
{
	size_t column_of[MOST], i, j, pairs = 0;
	struct fault fault = {0};
	double sum = 0;

	CHECK(matching_solve(cost, rows, columns, column_of, &fault) == 0);
	for (i = 0; i < rows; i++) {
		if (column_of[i] == MATCHING_NONE)
			continue;
		CHECK(column_of[i] < columns);
		for (j = 0; j < i; j++)
			CHECK(column_of[j] != column_of[i]);
		sum += cost[i * columns + column_of[i]];
		pairs++;
	}
	CHECK(pairs == (rows < columns ? rows : columns));
	CHECK(fabs(sum - wanted) < 1e-9);
}

static uint64_t draw(uint64_t n, uint64_t below)
{
	return (uint64_t)(random_uniform(5, n, 0) * (double)below);
}

static void equals_all_permutations(void)
{
	double cost[MOST * MOST], turned[MOST * MOST];
	uint64_t n = 0;
	int history;

	for (history = 0; history < HISTORIES; history++) {
		size_t rows = 1 + draw(n++, MOST), columns, i, j;
		double wanted;

		columns = rows + draw(n++, MOST + 1 - rows);
		/* half of them of small whole numbers, where many sums are equal */
		for (i = 0; i < rows * columns; i++)
			cost[i] = history % 2 ? (double)draw(n++, 4) - 1
					      : random_uniform(5, n++, 0) - .3;
		for (i = 0; i < rows; i++)
			for (j = 0; j < columns; j++)
				turned[j * rows + i] = cost[i * columns + j];
		wanted = least(cost, rows, columns, 0, 0);
		check_one(cost, rows, columns, wanted);
		check_one(turned, columns, rows, wanted);
	}
}

static void refuses_what_is_not_finite(void)
{
	double cost[4] = {1, 2, NAN, 4};
	size_t column_of[2];
	struct fault fault = {0};

	CHECK(matching_solve(cost, 2, 2, column_of, &fault) == -1);
	CHECK(fault.kind == FAULT_INTERNAL);
}

int main(void)
{
	RUN(equals_all_permutations);
	RUN(refuses_what_is_not_finite);
	return unit_end();
}
