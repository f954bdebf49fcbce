/* agreement.c - average Jaccard indices of all pairs of topics, and their assignment. */
#include "topic/agreement.h"

#include "base/memory.h"
#include "base/search.h"
#include "num/matching.h"

#include <stdlib.h>
#include <string.h>

/* A word of a topic, at a place from 0. */
struct placed_word {
	uint32_t column;
	unsigned place;
	size_t topic;
};

static int by_column(const void *a, const void *b)
{
	const struct placed_word *x = a, *y = b;

	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return (x->topic > y->topic) - (x->topic < y->topic);
}

/* All words of all topics, by column: size *count, owned by the caller. */
static struct placed_word *list_words(const struct judged *of, size_t *count,
	struct fault *fault)
{
	struct placed_word *list = memory_zeroed(of->topics, JUDGED_WORDS * sizeof *list, fault);
	size_t topic, n = 0;
	unsigned i;

	for (topic = 0; list && topic < of->topics; topic++)
		for (i = 0; i < of->count[topic]; i++)
			list[n++] = (struct placed_word){of->first[topic * JUDGED_WORDS + i], i, topic};
	if (list)
		qsort(list, n, sizeof *list, by_column);
	*count = n;
	return list;
}

static uint64_t column_at(const void *elements, size_t i)
{
	return ((const struct placed_word *)elements)[i].column;
}

/* found[d]: words that both have among their first d + 1 and not among fewer. */
static double average_jaccard(const unsigned char found[JUDGED_WORDS], size_t of_a, size_t of_b)
{
	double sum = 0;
	size_t both = 0, depth;

	for (depth = 1; depth <= JUDGED_WORDS; depth++) {
		size_t a = depth < of_a ? depth : of_a, b = depth < of_b ? depth : of_b;

		both += found[depth - 1];
		if (a + b > both)
			sum += (double)both / (double)(a + b - both);
	}
	return sum / JUDGED_WORDS;
}

/* The distances of topic k of a from all topics of b; found: size Kb x JUDGED_WORDS. */
static void fill_row(const struct judged *a, const struct judged *b, size_t k,
	const struct placed_word *list, size_t count, unsigned char *found, double *distance)
{
	unsigned i, place;
	size_t at, topic;

	memset(found, 0, b->topics * JUDGED_WORDS);
	for (i = 0; i < a->count[k]; i++) {
		uint32_t column = a->first[k * JUDGED_WORDS + i];

		at = search_first(list, count, column, column_at);
		for (; at < count && list[at].column == column; at++) {
			place = list[at].place > i ? list[at].place : i;
			found[list[at].topic * JUDGED_WORDS + place]++;
		}
	}
	for (topic = 0; topic < b->topics; topic++)
		distance[topic] = 1 - average_jaccard(found + topic * JUDGED_WORDS, a->count[k],
			b->count[topic]);
}

int agreement(const struct judged *a, const struct judged *b, double *value,
	struct fault *fault)
{
	size_t count, k, pairs = 0;
	struct placed_word *list = list_words(b, &count, fault);
	unsigned char *found = memory_zeroed(b->topics, JUDGED_WORDS, fault);
	double *distance = memory_zeroed(a->topics, b->topics * sizeof *distance, fault), sum = 0;
	size_t *match = memory_zeroed(a->topics, sizeof *match, fault);
	int failed = !list || !found || !distance || !match;

	for (k = 0; !failed && k < a->topics; k++)
		fill_row(a, b, k, list, count, found, distance + k * b->topics);
	failed = failed || matching_solve(distance, a->topics, b->topics, match, fault);
	for (k = 0; !failed && k < a->topics; k++)
		if (match[k] != MATCHING_NONE) {
			sum += 1 - distance[k * b->topics + match[k]];
			pairs++;
		}
	*value = pairs ? sum / (double)pairs : 0;
	free(list);
	free(found);
	free(distance);
	free(match);
	return failed ? -1 : 0;
}
