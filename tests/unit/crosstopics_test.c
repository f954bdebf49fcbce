/* crosstopics_test.c - products of topics against a plain computation. */
#include "topic/crosstopics.h"

#include "base/random.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { KA = 70, KB = 40, TERMS = 600 };

static float a[TERMS * KA], b[TERMS * KB];
static double product[KA * KB], other[KA * KB];

/* Of each term some topics, from none to all, are above the topic's smallest value. */
static void fill(float *rows, size_t k, uint64_t key)
{
	size_t term, j;

	for (term = 0; term < TERMS; term++) {
		double share = term % 7 == 0 ? 1 : term % 7 == 1 ? .5 : .04 * (double)(term % 7 - 2);

		for (j = 0; j < k; j++) {
			double least = 1e-6 * (double)(j % 5); /* 0 as well */
			double draw = random_uniform(key, term, j);

			rows[term * k + j] = (float)(draw < share ? least + draw : least);
		}
	}
}

static void equals_a_plain_product(void)
{
	struct fault fault = {0};
	size_t i, j, term;
	double most = 0;

	fill(a, KA, 1);
	fill(b, KB, 2);
	CHECK(crosstopics_multiply(a, KA, b, KB, TERMS, product, 1, &fault) == 0);
	for (i = 0; i < KA; i++)
		for (j = 0; j < KB; j++) {
			double sum = 0;

			for (term = 0; term < TERMS; term++)
				sum += (double)a[term * KA + i] * (double)b[term * KB + j];
			most = fmax(most, fabs(product[i * KB + j] / sum - 1));
		}
	CHECK(most < 1e-13);
	CHECK(crosstopics_multiply(a, KA, b, KB, TERMS, other, 3, &fault) == 0);
	CHECK(memcmp(product, other, sizeof product) == 0);
}

static void takes_one_topic_and_one_term(void)
{
	const float one = 3, two = 5;
	struct fault fault = {0};

	CHECK(crosstopics_multiply(&one, 1, &two, 1, 1, product, 1, &fault) == 0);
	CHECK(product[0] == 15);
}

int main(void)
{
	RUN(equals_a_plain_product);
	RUN(takes_one_topic_and_one_term);
	return unit_end();
}
