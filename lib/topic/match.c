/* match.c - pairs the topics of two models and writes what they share. */
#include "topic/match.h"

#include "base/memory.h"
#include "num/matching.h"
#include "topic/angles.h"

#include <math.h>
#include <stdlib.h>

/* A comparison under way. */
struct matching {
	struct profile_pair pair;
	struct likeness_words a, b;
	double *distance;  /* Ka x Kb */
	size_t *match;     /* size Ka: topic of b, or MATCHING_NONE */
	bool *taken;       /* size Kb */
};

static void release(struct matching *m)
{
	profile_pair_release(&m->pair);
	likeness_words_release(&m->a);
	likeness_words_release(&m->b);
	free(m->distance);
	free(m->match);
	free(m->taken);
}

static int solve(struct matching *m, const struct match_options *options, struct fault *fault)
{
	struct profile_pair *pair = &m->pair;
	size_t ka = pair->a->topics, kb = pair->b->topics, i;

	m->distance = memory_zeroed(ka, kb * sizeof *m->distance, fault);
	m->match = memory_zeroed(ka, sizeof *m->match, fault);
	m->taken = memory_zeroed(kb, sizeof *m->taken, fault);
	if (!m->distance || !m->match || !m->taken
		|| likeness_words_of(&m->a, pair->of_a, pair->terms, ka, options->words,
			options->threads, fault)
		|| likeness_words_of(&m->b, pair->of_b, pair->terms, kb, options->words,
			options->threads, fault)
		|| likeness_distances(pair, options->likeness, &m->a, &m->b, m->distance,
			options->threads, fault)
		|| matching_solve(m->distance, ka, kb, m->match, fault))
		return -1;
	for (i = 0; i < ka; i++)
		if (m->match[i] != MATCHING_NONE)
			m->taken[m->match[i]] = true;
	return 0;
}

/* The words of one list that are (or are not) in the other; terms are numbers
 * in the pair. */
static int put_words(const struct matching *m, const struct likeness_words *of, size_t topic,
	const struct likeness_words *other, size_t match, bool shared, struct bytes *out,
	struct fault *fault)
{
	const struct vocabulary *vocabulary = m->pair.a->vocabulary;
	const char *between = "";
	size_t i, j;

	for (i = 0; i < of->count[topic]; i++) {
		uint32_t term = of->first[topic * of->n + i];
		bool both = false;

		for (j = 0; match != MATCHING_NONE && j < other->count[match] && !both; j++)
			both = other->first[match * other->n + j] == term;
		if (both != shared)
			continue;
		if (bytes_printf(out, fault, "%s%s", between,
			    vocabulary_term(vocabulary, m->pair.in_a[term])))
			return -1;
		between = " ";
	}
	return 0;
}

static int put_pair(const struct matching *m, size_t topic, struct bytes *out,
	struct fault *fault)
{
	size_t match = m->match[topic];
	char a[TOPICNAMES_NUMBER], b[TOPICNAMES_NUMBER];
	const char *name = topicnames_of(&m->pair.a->names, topic, a);

	if (match == MATCHING_NONE)
		return bytes_printf(out, fault, "%s\t%s\t-\t-\t\t", m->pair.b->path, name)
				|| put_words(m, &m->a, topic, &m->b, match, false, out, fault)
				|| bytes_append(out, "\t\n", 2, fault)
			? -1 : 0;
	return bytes_printf(out, fault, "%s\t%s\t%s\t%.6f\t", m->pair.b->path, name,
		       topicnames_of(&m->pair.b->names, match, b),
		       m->distance[topic * m->pair.b->topics + match])
			|| put_words(m, &m->a, topic, &m->b, match, true, out, fault)
			|| bytes_append(out, "\t", 1, fault)
			|| put_words(m, &m->a, topic, &m->b, match, false, out, fault)
			|| bytes_append(out, "\t", 1, fault)
			|| put_words(m, &m->b, match, &m->a, topic, false, out, fault)
			|| bytes_append(out, "\n", 1, fault)
		? -1 : 0;
}

static int put_unmatched(const struct matching *m, size_t topic, struct bytes *out,
	struct fault *fault)
{
	char number[TOPICNAMES_NUMBER];

	return bytes_printf(out, fault, "%s\t-\t%s\t-\t\t\t", m->pair.b->path,
			topicnames_of(&m->pair.b->names, topic, number))
			|| put_words(m, &m->b, topic, &m->a, MATCHING_NONE, false, out, fault)
			|| bytes_append(out, "\n", 1, fault)
		? -1 : 0;
}

static int match_topics(struct matching *m, const struct match_options *options,
	struct bytes *out, size_t *again, double *likeness, struct match_summary *summary,
	struct fault *fault)
{
	size_t kb = m->pair.b->topics, i;

	if (solve(m, options, fault))
		return -1;
	for (i = 0; i < m->pair.a->topics; i++) {
		double alike;

		if (put_pair(m, i, out, fault))
			return -1;
		if (m->match[i] == MATCHING_NONE)
			continue;
		alike = 1 - m->distance[i * kb + m->match[i]];
		summary->pairs++;
		summary->mean += 1 - alike;
		summary->alike += alike >= options->threshold;
		if (again)
			again[i] += alike >= options->threshold;
		if (likeness)
			likeness[i] += alike;
	}
	if (summary->pairs)
		summary->mean /= (double)summary->pairs;
	for (i = 0; i < kb; i++)
		if (!m->taken[i] && put_unmatched(m, i, out, fault))
			return -1;
	return 0;
}

static int match_factors(const struct matching *m, struct bytes *out,
	struct match_summary *summary, struct fault *fault)
{
	size_t ka = m->pair.a->topics, kb = m->pair.b->topics, i;
	double *cosine = memory_zeroed(ka < kb ? ka : kb, sizeof *cosine, fault);
	int failed = !cosine || angles_between(&m->pair, cosine, &summary->pairs, fault);

	for (i = 0; !failed && i < summary->pairs; i++)
		failed = bytes_printf(out, fault, "%s\t%zu\t%.6f\t%.4f\n", m->pair.b->path, i,
			cosine[i], acos(cosine[i]) * 180 / acos(-1));
	free(cosine);
	return failed ? -1 : 0;
}

int match_models(const struct profile *a, const struct profile *b,
	const struct match_options *options, struct bytes *out, size_t *again,
	double *likeness, struct match_summary *summary, struct fault *fault)
{
	struct matching m = {0};
	int failed;

	*summary = (struct match_summary){0};
	failed = profile_common(&m.pair, a, b, fault);
	if (!failed) {
		summary->terms = m.pair.terms;
		summary->share_a = m.pair.share_a;
		summary->share_b = m.pair.share_b;
		failed = a->kind == KIND_FACTORS
			? match_factors(&m, out, summary, fault)
			: match_topics(&m, options, out, again, likeness, summary, fault);
	}
	release(&m);
	return failed;
}

int match_header(const struct profile *a, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "%s\n", a->kind == KIND_FACTORS
			? "#model\tangle\tcosine\tdegrees"
			: "#model\ttopic\tmatch\tdistance\tboth\tonly-topic\tonly-match");
}

int match_stability(const struct profile *a, const size_t *again, const double *likeness,
	size_t models, const struct match_options *options, struct bytes *out,
	struct fault *fault)
{
	const struct vocabulary *vocabulary = a->vocabulary;
	struct likeness_words words = {0};
	size_t k, i;
	int failed = likeness_words_of(&words, a->weight, vocabulary->size, a->topics,
			     options->words, options->threads, fault)
		|| bytes_printf(out, fault, "#topic\tagain\tmodels\tlikeness\twords\n");

	for (k = 0; !failed && k < a->topics; k++) {
		failed = topicnames_show(&a->names, k, out, fault)
			|| bytes_printf(out, fault, "\t%zu\t%zu\t%.6f", again[k], models,
			models ? likeness[k] / (double)models : 0);
		for (i = 0; !failed && i < words.count[k]; i++)
			failed = bytes_printf(out, fault, "%s%s", i ? " " : "\t",
				vocabulary_term(vocabulary, words.first[k * words.n + i]));
		failed = failed || bytes_append(out, "\n", 1, fault);
	}
	likeness_words_release(&words);
	return failed ? -1 : 0;
}
