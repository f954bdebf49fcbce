/* likeness.c - distances between the topics of two models. */
#include "topic/likeness.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "num/logarithm.h"
#include "topic/crosstopics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Topics whose first words a thread finds at a time. */
enum { SLICE = 64 };

#define RBO_PERSISTENCE .9

static const char *const names[] = {"hellinger", "jensen-shannon", "cosine", "rbo"};

enum likeness likeness_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names - 1; i++)
		if (strcmp(name, names[i]) == 0)
			break;
	return (enum likeness)i;
}

struct choice {
	struct likeness_words *words;
	const float *rows;
	size_t terms, topics;
};

/* Puts a term among the first of a topic; weight is the topic's column. */
static void insert(struct choice *choice, size_t topic, size_t term)
{
	const float *weight = choice->rows + topic;
	uint32_t *first = choice->words->first + topic * choice->words->n;
	size_t *count = &choice->words->count[topic], at;
	float value = weight[term * choice->topics];

	if (*count < choice->words->n)
		++*count;
	for (at = *count - 1; at > 0 && weight[first[at - 1] * choice->topics] < value; at--)
		first[at] = first[at - 1];
	first[at] = (uint32_t)term;
}

/* The first words of a slice of topics, side by side, as the rows lie. */
static int choose(void *context, size_t index, int thread, struct fault *fault)
{
	struct choice *choice = context;
	size_t from = index * SLICE, n = choice->words->n, term, j;
	size_t width = choice->topics - from < SLICE ? choice->topics - from : SLICE;
	float least[SLICE] = {0}; /* what a term must exceed */

	(void)thread;
	(void)fault;
	for (term = 0; term < choice->terms; term++) {
		const float *row = choice->rows + term * choice->topics + from;

		for (j = 0; j < width; j++) {
			if (!(row[j] > least[j]))
				continue;
			insert(choice, from + j, term);
			if (choice->words->count[from + j] == n)
				least[j] = choice->rows[choice->words->first[(from + j) * n + n - 1]
					* choice->topics + from + j];
		}
	}
	return 0;
}

int likeness_words_of(struct likeness_words *words, const float *rows, size_t terms,
	size_t topics, size_t n, int threads, struct fault *fault)
{
	struct choice choice = {words, rows, terms, topics};

	words->n = n < terms ? n : terms;
	words->first = memory_zeroed(topics, words->n * sizeof *words->first, fault);
	words->count = memory_zeroed(topics, sizeof *words->count, fault);
	if (!words->first || !words->count)
		return -1;
	return parallel_for(threads, (topics + SLICE - 1) / SLICE, choose, &choice, fault);
}

void likeness_words_release(struct likeness_words *words)
{
	free(words->first);
	free(words->count);
	*words = (struct likeness_words){0};
}

struct comparison {
	struct profile_pair *pair;
	size_t a, b;             /* topics of each */
	double *norm_a, *norm_b; /* size a and b: sums of squares */
	double *entropy_a, *entropy_b; /* size a and b: sums of h */
	const struct likeness_words *words_a, *words_b;
	double *distance;
};

static void take_roots(float *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		rows[i] = sqrtf(rows[i]);
}

static void add_squares(const float *rows, size_t terms, size_t k, double *norm)
{
	size_t i, j;

	for (i = 0; i < terms; i++)
		for (j = 0; j < k; j++)
			norm[j] += (double)rows[i * k + j] * (double)rows[i * k + j];
}

static double entropy_term(double x)
{
	return x > 0 ? x * logarithm_base2(x) : 0;
}

/* size k: the sum of h over each topic. */
static void add_entropies(const float *rows, size_t terms, size_t k, double *entropy)
{
	size_t i, j;

	for (i = 0; i < terms; i++)
		for (j = 0; j < k; j++)
			entropy[j] += entropy_term((double)rows[i * k + j]);
}

/* The divergence of one of a's topics from each of b's. */
static int diverge(void *context, size_t topic, int thread, struct fault *fault)
{
	const struct comparison *c = context;
	const struct profile_pair *pair = c->pair;
	double *out = c->distance + topic * c->b;
	size_t term, j;

	(void)thread;
	(void)fault;
	memset(out, 0, c->b * sizeof *out);
	for (term = 0; term < pair->terms; term++) {
		double p = (double)pair->of_a[term * c->a + topic];

		for (j = 0; j < c->b; j++)
			out[j] += entropy_term(
				(p + (double)pair->of_b[term * c->b + j]) / 2);
	}
	for (j = 0; j < c->b; j++) {
		double d = (c->entropy_a[topic] + c->entropy_b[j]) / 2 - out[j];

		out[j] = c->norm_a[topic] > 0 && c->norm_b[j] > 0 ? sqrt(fmin(1, fmax(0, d))) : 1;
	}
	return 0;
}

/* Rank-biased overlap of two lists, extrapolated from their common depth. */
static double overlap(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
	size_t depth = a_count < b_count ? a_count : b_count, d, i, common = 0;
	double sum = 0, weight = 1;

	if (depth == 0)
		return 0;
	for (d = 0; d < depth; d++) {
		common += a[d] == b[d];
		for (i = 0; i < d; i++)
			common += (size_t)(a[d] == b[i]) + (size_t)(b[d] == a[i]);
		weight *= RBO_PERSISTENCE;
		sum += (double)common / (double)(d + 1) * weight;
	}
	return (double)common / (double)depth * weight
		+ (1 - RBO_PERSISTENCE) / RBO_PERSISTENCE * sum;
}

static int rank(void *context, size_t topic, int thread, struct fault *fault)
{
	const struct comparison *c = context;
	const struct likeness_words *a = c->words_a, *b = c->words_b;
	size_t j;

	(void)thread;
	(void)fault;
	for (j = 0; j < c->b; j++)
		c->distance[topic * c->b + j] = 1 - overlap(a->first + topic * a->n,
			a->count[topic], b->first + j * b->n, b->count[j]);
	return 0;
}

static int take_norms(struct comparison *c, struct fault *fault)
{
	c->norm_a = memory_zeroed(c->a, sizeof(double), fault);
	c->norm_b = memory_zeroed(c->b, sizeof(double), fault);
	if (!c->norm_a || !c->norm_b)
		return -1;
	add_squares(c->pair->of_a, c->pair->terms, c->a, c->norm_a);
	add_squares(c->pair->of_b, c->pair->terms, c->b, c->norm_b);
	return 0;
}

static int by_divergence(struct comparison *c, int threads, struct fault *fault)
{
	c->entropy_a = memory_zeroed(c->a, sizeof(double), fault);
	c->entropy_b = memory_zeroed(c->b, sizeof(double), fault);
	if (!c->entropy_a || !c->entropy_b || take_norms(c, fault))
		return -1;
	add_entropies(c->pair->of_a, c->pair->terms, c->a, c->entropy_a);
	add_entropies(c->pair->of_b, c->pair->terms, c->b, c->entropy_b);
	return parallel_for(threads, c->a, diverge, c, fault);
}

/* From a product and the sums of squares of both sides to a distance. */
static double from_product(enum likeness likeness, double product, double a, double b)
{
	if (!(a > 0 && b > 0))
		return 1;
	if (likeness == LIKENESS_HELLINGER)
		return sqrt(fmin(1, fmax(0, (a + b) / 2 - product)));
	return fmin(1, fmax(0, 1 - product / sqrt(a * b)));
}

static int by_products(struct comparison *c, enum likeness likeness, int threads,
	struct fault *fault)
{
	struct profile_pair *pair = c->pair;
	size_t i, j;

	if (likeness == LIKENESS_HELLINGER) {
		take_roots(pair->of_a, pair->terms * c->a);
		take_roots(pair->of_b, pair->terms * c->b);
	}
	if (take_norms(c, fault)
		|| crosstopics_multiply(pair->of_a, c->a, pair->of_b, c->b, pair->terms,
			c->distance, threads, fault))
		return -1;
	for (i = 0; i < c->a; i++)
		for (j = 0; j < c->b; j++) {
			double *d = &c->distance[i * c->b + j];

			*d = from_product(likeness, *d, c->norm_a[i], c->norm_b[j]);
		}
	return 0;
}

int likeness_distances(struct profile_pair *pair, enum likeness likeness,
	const struct likeness_words *a, const struct likeness_words *b, double *distance,
	int threads, struct fault *fault)
{
	struct comparison c = {.pair = pair, .a = pair->a->topics, .b = pair->b->topics,
		.words_a = a, .words_b = b, .distance = distance};
	int failed;

	if (likeness == LIKENESS_RBO)
		failed = parallel_for(threads, c.a, rank, &c, fault);
	else if (likeness == LIKENESS_JENSEN_SHANNON)
		failed = by_divergence(&c, threads, fault);
	else
		failed = by_products(&c, likeness, threads, fault);
	free(c.norm_a);
	free(c.norm_b);
	free(c.entropy_a);
	free(c.entropy_b);
	return failed;
}
