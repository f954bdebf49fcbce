/* nearest_test.c - search by cosine, against a naive twin. */
#include "num/nearest.h"

#include "base/random.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { COUNT = 20000, K = 19, QUERIES = 40, BEST = 7 };

static void fill(struct nearest_index *index, size_t count, double steps)
{
	struct fault fault = {0};
	float vector[K];
	size_t i, j, failed = 0;

	index->k = K;
	for (i = 0; i < count; i++) {
		for (j = 0; j < K; j++)
			vector[j] = (float)(floor(random_uniform(1, i, j) * steps) / steps - .5);
		failed += nearest_add(index, vector, &fault) != 0;
	}
	CHECK(failed == 0);
	CHECK(nearest_finish(index, 0, 2, &fault) == 0);
}

static double cosine(const float *a, const float *b)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < K; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* Each hit beats all that is not listed, and they come in order. */
static void check_query(const struct nearest_index *index, const float *query,
	const struct nearest_hit *hits, size_t found)
{
	size_t i, better = 0, wrong = 0;

	for (i = 0; i < found; i++) {
		wrong += fabs((double)hits[i].score - cosine(query, index->unit + hits[i].vector * K))
			> 1e-7;
		wrong += i && (hits[i].score > hits[i - 1].score
			|| (hits[i].score == hits[i - 1].score
				&& hits[i].vector < hits[i - 1].vector));
	}
	for (i = 0; i < index->count; i++)
		better += cosine(query, index->unit + i * K) > (double)hits[found - 1].score + 1e-7;
	CHECK(wrong == 0 && better < found);
}

static void search(double steps)
{
	struct nearest_index index = {0};
	static float query[QUERIES * K];
	static struct nearest_hit hits[QUERIES * BEST], again[QUERIES * BEST];
	size_t found[QUERIES], q;
	struct fault fault = {0};

	fill(&index, COUNT, steps);
	memcpy(query, index.unit + 500 * K, sizeof query);
	CHECK(nearest_search(&index, query, QUERIES, BEST, hits, found, 2, &fault) == 0);
	for (q = 0; q < QUERIES; q++) {
		CHECK(found[q] == BEST && hits[q * BEST].score > 1 - 1e-6);
		check_query(&index, query + q * K, hits + q * BEST, BEST);
	}
	for (q = 0; q < QUERIES; q++)
		CHECK(!nearest_search(&index, query + q * K, 1, BEST, again + q * BEST, found, 1,
			&fault));
	CHECK(memcmp(hits, again, sizeof hits) == 0);
	nearest_release(&index);
}

static void finds_the_nearest(void)
{
	search(1e6);
}

/* Coarse coordinates: many equal scores. */
static void takes_ties(void)
{
	search(2);
}

static void takes_zeros_and_few(void)
{
	struct nearest_index index = {0};
	float query[2 * K] = {0};
	struct nearest_hit hits[2 * BEST];
	size_t found[2];
	struct fault fault = {0};

	fill(&index, 3, 1e6);
	memcpy(query + K, index.unit + K, K * sizeof *query);
	CHECK(nearest_add(&index, query, &fault) == 0);
	CHECK(nearest_finish(&index, 3, 1, &fault) == 0);
	CHECK(nearest_search(&index, query, 2, BEST, hits, found, 2, &fault) == 0);
	CHECK(found[0] == 0 && found[1] == 3 && hits[BEST].vector == 1);
	nearest_release(&index);
	index.k = K;
	CHECK(nearest_search(&index, query, 2, BEST, hits, found, 2, &fault) == 0);
	CHECK(found[0] == 0 && found[1] == 0);
}

static void scales_extremes(void)
{
	const float large[2] = {3e38f, -3e38f}, small[2] = {0, 1e-44f};
	float unit[2];

	nearest_unit(large, 2, unit);
	CHECK(fabs((double)unit[0] - sqrt(.5)) < 1e-7 && unit[1] == -unit[0]);
	nearest_unit(small, 2, unit);
	CHECK(unit[0] == 0 && unit[1] == 1);
}

int main(void)
{
	RUN(finds_the_nearest);
	RUN(takes_ties);
	RUN(takes_zeros_and_few);
	RUN(scales_extremes);
	return unit_end();
}
