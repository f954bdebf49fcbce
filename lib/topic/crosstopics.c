/* crosstopics.c - products of topics, by the few values above each topic's smallest. */
#include "topic/crosstopics.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/blas.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Topics of one model whose products a thread finds at a time, terms it converts at a
 * time, and how many times as long a product takes alone as one by BLAS. */
enum { SLICE = 64, TERMS_AT_ONCE = 256, ALONE = 16 };

/* A model's side. */
struct side {
	const float *rows;
	size_t topics;
	float *least;      /* size K: the smallest value of each topic */
	double *above;     /* size K: the sum of what is above it, over the sparse terms */
	size_t *start;     /* size C + 1: where the entries of each sparse term begin */
	uint32_t *topic;   /* of each entry */
	double *value;     /* of each entry: what is above the smallest */
};

struct crossing {
	struct side a, b;
	size_t terms, sparse_terms;
	bool *sparse;      /* size C */
	double *product;
	double *scratch;   /* scratch_size for each thread */
	size_t scratch_size;
};

static void release(struct crossing *c)
{
	struct side *side[] = {&c->a, &c->b};
	size_t i;

	for (i = 0; i < 2; i++) {
		free(side[i]->least);
		free(side[i]->above);
		free(side[i]->start);
		free(side[i]->topic);
		free(side[i]->value);
	}
	free(c->sparse);
	free(c->scratch);
}

static int find_least(struct side *side, size_t terms, struct fault *fault)
{
	size_t k = side->topics, term, j;

	side->least = memory_zeroed(k, sizeof *side->least, fault);
	side->above = memory_zeroed(k, sizeof *side->above, fault);
	side->start = memory_zeroed(terms + 1, sizeof *side->start, fault);
	if (!side->least || !side->above || !side->start)
		return -1;
	for (j = 0; j < k; j++)
		side->least[j] = FLT_MAX;
	for (term = 0; term < terms; term++)
		for (j = 0; j < k; j++) {
			float value = side->rows[term * k + j];

			side->least[j] = value < side->least[j] ? value : side->least[j];
		}
	return 0;
}

static size_t count_above(const struct side *side, size_t term)
{
	const float *row = side->rows + term * side->topics;
	size_t count = 0, j;

	for (j = 0; j < side->topics; j++)
		count += row[j] > side->least[j];
	return count;
}

/* Which terms are sparse, and how many entries they have. */
static int split(struct crossing *c, struct fault *fault)
{
	size_t term;

	c->sparse = memory_zeroed(c->terms, sizeof *c->sparse, fault);
	if (!c->sparse || find_least(&c->a, c->terms, fault) || find_least(&c->b, c->terms, fault))
		return -1;
	for (term = 0; term < c->terms; term++) {
		size_t a = count_above(&c->a, term), b = count_above(&c->b, term);

		c->sparse[term] = (double)a * (double)b * ALONE
			<= (double)c->a.topics * (double)c->b.topics;
		c->sparse_terms += c->sparse[term];
		c->a.start[term + 1] = c->a.start[term] + (c->sparse[term] ? a : 0);
		c->b.start[term + 1] = c->b.start[term] + (c->sparse[term] ? b : 0);
	}
	return 0;
}

static int list_above(struct side *side, const struct crossing *c, struct fault *fault)
{
	size_t entries = side->start[c->terms], at = 0, term, j;

	side->topic = memory_zeroed(entries, sizeof *side->topic, fault);
	side->value = memory_zeroed(entries, sizeof *side->value, fault);
	if (!side->topic || !side->value)
		return -1;
	for (term = 0; term < c->terms; term++) {
		const float *row = side->rows + term * side->topics;

		for (j = 0; c->sparse[term] && j < side->topics; j++) {
			if (!(row[j] > side->least[j]))
				continue;
			side->topic[at] = (uint32_t)j;
			side->value[at] = (double)row[j] - (double)side->least[j];
			side->above[j] += side->value[at++];
		}
	}
	return 0;
}

/* The products of what is above both smallest values, of a slice of a's topics. */
static void add_entries(const struct crossing *c, size_t from, size_t to, double *out)
{
	const struct side *a = &c->a, *b = &c->b;
	size_t term, i, j;

	for (term = 0; term < c->terms; term++)
		for (i = a->start[term]; i < a->start[term + 1] && a->topic[i] < to; i++) {
			double *row = out + (a->topic[i] - from) * b->topics;

			if (a->topic[i] < from)
				continue;
			for (j = b->start[term]; j < b->start[term + 1]; j++)
				row[b->topic[j]] += a->value[i] * b->value[j];
		}
}

static void widen(const float *row, size_t from, size_t to, double *out)
{
	size_t j;

	for (j = from; j < to; j++)
		*out++ = (double)row[j];
}

/* The products over the terms that are not sparse. */
static void add_dense(const struct crossing *c, size_t from, size_t to, double *scratch,
	double *out)
{
	double *left = scratch, *right = scratch + TERMS_AT_ONCE * SLICE;
	size_t term = 0, count;

	while (term < c->terms) {
		for (count = 0; term < c->terms && count < TERMS_AT_ONCE; term++) {
			if (c->sparse[term])
				continue;
			widen(c->a.rows + term * c->a.topics, from, to,
				left + count * (to - from));
			widen(c->b.rows + term * c->b.topics, 0, c->b.topics,
				right + count * c->b.topics);
			count++;
		}
		blas_rows_cross(left, count, to - from, right, c->b.topics, out);
	}
}

static int multiply(void *context, size_t index, int thread, struct fault *fault)
{
	const struct crossing *c = context;
	size_t from = index * SLICE, i, j;
	size_t to = from + SLICE < c->a.topics ? from + SLICE : c->a.topics;
	double *out = c->product + from * c->b.topics;

	(void)fault;
	for (i = from; i < to; i++)
		for (j = 0; j < c->b.topics; j++) {
			double x = (double)c->a.least[i], y = (double)c->b.least[j];

			out[(i - from) * c->b.topics + j] = (double)c->sparse_terms * x * y
				+ x * c->b.above[j] + y * c->a.above[i];
		}
	add_entries(c, from, to, out);
	add_dense(c, from, to, c->scratch + (size_t)thread * c->scratch_size, out);
	return 0;
}

int crosstopics_multiply(const float *a, size_t ka, const float *b, size_t kb, size_t terms,
	double *product, int threads, struct fault *fault)
{
	struct crossing c = {.a = {.rows = a, .topics = ka}, .b = {.rows = b, .topics = kb},
		.terms = terms, .product = product, .scratch_size = TERMS_AT_ONCE * (SLICE + kb)};
	int failed;

	blas_prepare();
	c.scratch = memory_aligned((size_t)threads, c.scratch_size * sizeof(double), fault);
	failed = !c.scratch || split(&c, fault) || list_above(&c.a, &c, fault)
		|| list_above(&c.b, &c, fault)
		|| parallel_for(threads, (ka + SLICE - 1) / SLICE, multiply, &c, fault);
	release(&c);
	return failed ? -1 : 0;
}
