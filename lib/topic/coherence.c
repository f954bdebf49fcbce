/* coherence.c - from counts of windows to the coherence of topics. */
#include "topic/coherence.h"

#include "base/memory.h"
#include "num/logarithm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double EPSILON = 1e-12;

double coherence_both(const struct coherence_counts *counts, size_t topic, size_t i, size_t j)
{
	const struct coherence_topics *topics = counts->topics;
	size_t m = topics->start[topic + 1] - topics->start[topic], low = i < j ? i : j;

	if (i == j)
		return (double)counts->single[topics->word[topics->start[topic] + i]];
	return (double)counts->pair[counts->pair_start[topic] + (i + j - low) * m + low];
}

static double npmi(const struct coherence_counts *counts, size_t topic, size_t i, size_t j)
{
	double windows = (double)counts->windows, p = coherence_both(counts, topic, i, j) / windows;
	double first = coherence_both(counts, topic, i, i) / windows;
	double second = coherence_both(counts, topic, j, j) / windows;

	return logarithm_base2((p + EPSILON) / (first * second)) / -logarithm_base2(p + EPSILON);
}

static double u_mass(const struct coherence_counts *counts, size_t topic,
	const struct coherence_seen *seen, double *scratch)
{
	double windows = (double)counts->windows, sum = 0;
	size_t m = seen->m, i, j;

	(void)scratch;
	for (i = 1; i < m; i++)
		for (j = 0; j < i; j++) {
			size_t v = seen->place[j], w = seen->place[i];

			sum += log((coherence_both(counts, topic, w, v) / windows + EPSILON)
				/ (coherence_both(counts, topic, v, v) / windows));
		}
	return sum / ((double)m * (double)(m - 1) / 2);
}

static double mean_npmi(const struct coherence_counts *counts, size_t topic,
	const struct coherence_seen *seen, double *scratch)
{
	size_t m = seen->m, i, j;
	double sum = 0;

	(void)scratch;
	for (i = 1; i < m; i++)
		for (j = 0; j < i; j++)
			sum += npmi(counts, topic, seen->place[i], seen->place[j]);
	return sum / ((double)m * (double)(m - 1) / 2);
}

/* vectors: scratch of m (m + 1): the words' vectors, then their sum. */
static double c_v(const struct coherence_counts *counts, size_t topic,
	const struct coherence_seen *seen, double *vectors)
{
	size_t m = seen->m;
	double *sum = vectors + m * m, length = 0, total = 0;
	size_t i, j;

	for (j = 0; j < m; j++) {
		sum[j] = 0;
		for (i = 0; i < m; i++)
			sum[j] += vectors[i * m + j] = npmi(counts, topic, seen->place[i],
				seen->place[j]);
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

const struct coherence_measure coherence_u_mass = {"u_mass", true, false, 0, u_mass};
const struct coherence_measure coherence_npmi = {"npmi", true, true, 10, mean_npmi};
const struct coherence_measure coherence_c_v = {"c_v", false, true, 110, c_v};

const struct coherence_measure *coherence_find(const char *name)
{
#define ENTRY(name) &coherence_##name,
	static const struct coherence_measure *const measures[] = {COHERENCE_MEASURES(ENTRY)};
	size_t i;

	for (i = 0; i < sizeof measures / sizeof *measures; i++)
		if (strcmp(measures[i]->name, name) == 0)
			return measures[i];
	return NULL;
}

static void find_seen(const struct coherence_counts *counts, size_t topic,
	struct coherence_seen *seen)
{
	const struct coherence_topics *topics = counts->topics;
	size_t first = topics->start[topic], at;

	seen->m = 0;
	for (at = first; at < topics->start[topic + 1]; at++)
		if (counts->single[topics->word[at]])
			seen->place[seen->m++] = at - first;
}

int coherence_measure(const struct coherence_counts *counts,
	const struct coherence_measure *measure, double *value, struct fault *fault)
{
	const struct coherence_topics *topics = counts->topics;
	struct coherence_seen seen = {0};
	size_t topic, most = 0;
	double *vectors = NULL;
	int failed = -1;

	if (counts->windows == 0)
		return fault_set(fault, FAULT_DATA, "no words in the reference: nothing to count");
	for (topic = 0; topic < topics->count; topic++)
		if (topics->start[topic + 1] - topics->start[topic] > most)
			most = topics->start[topic + 1] - topics->start[topic];
	if (!(vectors = memory_zeroed(most * (most + 1), sizeof *vectors, fault))
		|| !(seen.place = memory_zeroed(most, sizeof *seen.place, fault)))
		goto done;
	for (topic = 0; topic < topics->count; topic++) {
		find_seen(counts, topic, &seen);
		value[topic] = seen.m < 2 ? NAN : measure->of(counts, topic, &seen, vectors);
	}
	failed = 0;
done:
	free(seen.place);
	free(vectors);
	return failed;
}

int coherence_unseen(const struct coherence_counts *counts, struct missing *unseen,
	struct fault *fault)
{
	const struct vocabulary *words = &counts->topics->words;
	size_t i;

	for (i = 0; i < words->size; i++)
		if (missing_look(unseen, counts->single[i] != 0, vocabulary_term(words, i),
			    vocabulary_length(words, i), fault))
			return -1;
	return 0;
}

static int put_value(struct bytes *text, double value, struct fault *fault)
{
	return isnan(value) ? bytes_printf(text, fault, "\tnan")
			    : bytes_printf(text, fault, "\t%.9f", value);
}

int coherence_table(const struct coherence_counts *counts, const double *value,
	const struct topicnames *names, struct bytes *text, size_t *without, struct fault *fault)
{
	const struct coherence_topics *topics = counts->topics;
	size_t topic, i, with = 0;
	double sum = 0;

	for (topic = 0; topic < topics->count; topic++) {
		if (!isnan(value[topic])) {
			sum += value[topic];
			with++;
		}
		if (topicnames_show(names, topic, text, fault) || put_value(text, value[topic], fault))
			return -1;
		for (i = topics->start[topic]; i < topics->start[topic + 1]; i++)
			if (bytes_printf(text, fault, "%s%s", i > topics->start[topic] ? " " : "\t",
				    vocabulary_term(&topics->words, topics->word[i])))
				return -1;
		if (bytes_append(text, "\n", 1, fault))
			return -1;
	}
	*without = topics->count - with;
	return bytes_printf(text, fault, "mean")
		|| put_value(text, with ? sum / (double)with : NAN, fault)
		|| bytes_append(text, "\n", 1, fault) ? -1 : 0;
}
