/* coherence.c - from counts of windows to the coherence of topics. */
#include "topic/coherence.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static const double EPSILON = 1e-12;

/* Windows with both words of a topic, by their places in it. */
static double both(const struct coherence_counts *counts, size_t topic, size_t i, size_t j)
{
	const struct coherence_topics *topics = counts->topics;
	size_t m = topics->start[topic + 1] - topics->start[topic], low = i < j ? i : j;

	if (i == j)
		return (double)counts->single[topics->word[topics->start[topic] + i]];
	return (double)counts->pair[counts->pair_start[topic] + (i + j - low) * m + low];
}

static double npmi(const struct coherence_counts *counts, size_t topic, size_t i, size_t j)
{
	double windows = (double)counts->windows, p = both(counts, topic, i, j) / windows;
	double first = both(counts, topic, i, i) / windows;
	double second = both(counts, topic, j, j) / windows;

	if (first == 0 || second == 0)
		return 0;
	return log((p + EPSILON) / (first * second)) / -log(p + EPSILON);
}

static double u_mass(const struct coherence_counts *counts, size_t topic, size_t m)
{
	double windows = (double)counts->windows, sum = 0;
	size_t i, j;

	for (i = 1; i < m; i++)
		for (j = 0; j < i; j++) {
			double before = both(counts, topic, j, j) / windows;

			if (before > 0)
				sum += log((both(counts, topic, i, j) / windows + EPSILON) / before);
		}
	return sum / ((double)m * (double)(m - 1) / 2);
}

static double mean_npmi(const struct coherence_counts *counts, size_t topic, size_t m)
{
	double sum = 0;
	size_t i, j;

	for (i = 1; i < m; i++)
		for (j = 0; j < i; j++)
			sum += npmi(counts, topic, i, j);
	return sum / ((double)m * (double)(m - 1) / 2);
}

/* vectors: scratch of m (m + 1): the words' vectors, then their sum. */
static double c_v(const struct coherence_counts *counts, size_t topic, size_t m,
	double *vectors)
{
	double *sum = vectors + m * m, length = 0, total = 0;
	size_t i, j;

	for (j = 0; j < m; j++) {
		sum[j] = 0;
		for (i = 0; i < m; i++)
			sum[j] += vectors[i * m + j] = npmi(counts, topic, i, j);
		length += sum[j] * sum[j];
	}
	for (i = 0; i < m; i++) {
		double dot = 0, own = 0;

		for (j = 0; j < m; j++) {
			dot += vectors[i * m + j] * sum[j];
			own += vectors[i * m + j] * vectors[i * m + j];
		}
		if (own > 0 && length > 0)
			total += dot / (sqrt(own) * sqrt(length));
	}
	return total / (double)m;
}

int coherence_measure(const struct coherence_counts *counts, enum coherence_measure measure,
	double *value, struct fault *fault)
{
	const struct coherence_topics *topics = counts->topics;
	size_t topic, most = 0;
	double *vectors;

	if (counts->windows == 0)
		return fault_set(fault, FAULT_DATA, "no words in the reference: nothing to count");
	for (topic = 0; topic < topics->count; topic++)
		if (topics->start[topic + 1] - topics->start[topic] > most)
			most = topics->start[topic + 1] - topics->start[topic];
	vectors = memory_zeroed(most * (most + 1), sizeof *vectors, fault);
	if (!vectors)
		return -1;
	for (topic = 0; topic < topics->count; topic++) {
		size_t m = topics->start[topic + 1] - topics->start[topic];

		if (m < 2)
			value[topic] = 0;
		else if (measure == COHERENCE_U_MASS)
			value[topic] = u_mass(counts, topic, m);
		else if (measure == COHERENCE_NPMI)
			value[topic] = mean_npmi(counts, topic, m);
		else
			value[topic] = c_v(counts, topic, m, vectors);
	}
	free(vectors);
	return 0;
}
