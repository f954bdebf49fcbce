/* frex.c - ranks of frequency and exclusivity, and their harmonic mean. */
#include "topic/frex.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "topic/profile.h"

#include <stdlib.h>
#include <string.h>

#define FREX_WEIGHT 0.5

struct ranking {
	struct best *best;
	const float *weight;  /* V x K: lambda */
	const double *sum;    /* size K: over terms */
	const double *across; /* size V: sum over topics of p(w | k) */
	size_t terms, topics;
};

struct term_value {
	double value;
	uint32_t term;
};

static int by_value(const void *a, const void *b)
{
	const struct term_value *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

/* share[term] := the share of terms whose value is at most the term's. */
static void rank(struct term_value *values, size_t n, double *share)
{
	size_t i, j;

	qsort(values, n, sizeof *values, by_value);
	for (i = 0; i < n; i = j) {
		for (j = i + 1; j < n && values[j].value == values[i].value; j++)
			continue;
		while (i < j)
			share[values[i++].term] = (double)j / (double)n;
	}
}

static int rank_topic(void *context, size_t topic, int thread, struct fault *fault)
{
	const struct ranking *ranking = context;
	size_t n = ranking->terms, k = ranking->topics, i;
	struct term_value *values = memory_zeroed(n, sizeof *values, fault);
	double *exclusive = memory_zeroed(n, sizeof *exclusive, fault);
	double *frequent = memory_zeroed(n, sizeof *frequent, fault);
	int failed = !values || !exclusive || !frequent;

	(void)thread;
	for (i = 0; !failed && i < n; i++) {
		double p = (double)ranking->weight[i * k + topic] / ranking->sum[topic];

		values[i] = (struct term_value){p / ranking->across[i], (uint32_t)i};
	}
	if (!failed)
		rank(values, n, exclusive);
	for (i = 0; !failed && i < n; i++)
		values[i] = (struct term_value){(double)ranking->weight[i * k + topic],
			(uint32_t)i};
	if (!failed)
		rank(values, n, frequent);
	for (i = 0; !failed && i < n; i++)
		if (ranking->weight[i * k + topic] > 0)
			(void)best_offer(ranking->best, topic, i,
				1 / (FREX_WEIGHT / exclusive[i] + (1 - FREX_WEIGHT) / frequent[i]));
	free(values);
	free(exclusive);
	free(frequent);
	return failed ? -1 : 0;
}

static void add_up(const float *weight, size_t terms, size_t k, double *sum, double *across)
{
	size_t i, j;

	for (i = 0; i < terms; i++)
		for (j = 0; j < k; j++)
			sum[j] += (double)weight[i * k + j];
	for (j = 0; j < k; j++)
		if (!(sum[j] > 0))
			sum[j] = 1; /* a topic of nothing, whose words are none */
	for (i = 0; i < terms; i++)
		for (j = 0; j < k; j++)
			across[i] += (double)weight[i * k + j] / sum[j];
	for (i = 0; i < terms; i++)
		if (!(across[i] > 0))
			across[i] = 1;
}

int frex_read(struct best *best, struct source *source, int threads, struct fault *fault)
{
	size_t terms = source->vocabulary.size, k = best->lists;
	float *weight = NULL;
	double *sum = memory_zeroed(k, sizeof *sum, fault);
	double *across = memory_zeroed(terms, sizeof *across, fault);
	struct ranking ranking = {.best = best, .sum = sum, .across = across, .terms = terms,
		.topics = k};
	int failed = !sum || !across || profile_rows(source, &weight, threads, fault);

	if (!failed) {
		add_up(weight, terms, k, sum, across);
		ranking.weight = weight;
		failed = parallel_for(threads, k, rank_topic, &ranking, fault);
	}
	free(weight);
	free(sum);
	free(across);
	return failed ? -1 : 0;
}
