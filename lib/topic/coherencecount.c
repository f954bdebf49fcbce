/* coherencecount.c - counts windows that hold words, and pairs of words.
 *
 * The windows of a document are numbered by their first token.  Those that
 * hold a word are a few intervals of numbers, so no window is visited;
 * pairs are counted by intersecting intervals. */
#include "topic/coherencecount.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

struct interval {
	size_t first, last; /* windows, both inclusive */
};

struct token_occurrence {
	size_t at;
	long next; /* of the same word, NONE: no more */
};

struct coherence_scratch {
	struct token_occurrence *occurrence;
	struct interval *interval;
	size_t occurrence_room, interval_room, intervals;
	long *head, *tail;            /* size words: occurrences of a word, NONE */
	size_t *from, *to;            /* size words: its intervals */
	uint32_t *present;            /* size words: those of this document */
	size_t *touched;              /* size topics */
	size_t *members;              /* places in topics->word: those present, by topic */
	size_t *member_count;         /* size topics */
};

int coherence_counts_init(struct coherence_counts *counts,
	const struct coherence_topics *topics, struct fault *fault)
{
	size_t words = topics->words.size, topic, i, numbers = 0;
	struct coherence_scratch *scratch;

	*counts = (struct coherence_counts){.topics = topics};
	if (!(counts->single = memory_zeroed(words, sizeof(uint64_t), fault))
		|| !(counts->pair_start = memory_zeroed(topics->count + 1, sizeof(size_t), fault))
		|| !(scratch = counts->scratch = memory_zeroed(1, sizeof *scratch, fault)))
		return -1;
	for (topic = 0; topic < topics->count; topic++) {
		size_t m = topics->start[topic + 1] - topics->start[topic];

		counts->pair_start[topic] = numbers;
		numbers += m * m;
	}
	counts->pair_start[topics->count] = numbers;
	if (!(counts->pair = memory_zeroed(numbers, sizeof(uint64_t), fault))
		|| !(scratch->head = memory_zeroed(words, sizeof(long), fault))
		|| !(scratch->tail = memory_zeroed(words, sizeof(long), fault))
		|| !(scratch->from = memory_zeroed(words, sizeof(size_t), fault))
		|| !(scratch->to = memory_zeroed(words, sizeof(size_t), fault))
		|| !(scratch->present = memory_zeroed(words, sizeof(uint32_t), fault))
		|| !(scratch->touched = memory_zeroed(topics->count, sizeof(size_t), fault))
		|| !(scratch->members = memory_zeroed(topics->start[topics->count], sizeof(size_t),
			fault))
		|| !(scratch->member_count = memory_zeroed(topics->count, sizeof(size_t), fault)))
		return -1;
	for (i = 0; i < words; i++)
		scratch->head[i] = NONE;
	return 0;
}

void coherence_counts_release(struct coherence_counts *counts)
{
	struct coherence_scratch *scratch = counts->scratch;

	if (scratch) {
		free(scratch->occurrence);
		free(scratch->interval);
		free(scratch->head);
		free(scratch->tail);
		free(scratch->from);
		free(scratch->to);
		free(scratch->present);
		free(scratch->touched);
		free(scratch->members);
		free(scratch->member_count);
		free(scratch);
	}
	free(counts->single);
	free(counts->pair);
	free(counts->pair_start);
	*counts = (struct coherence_counts){0};
}

void coherence_counts_add(struct coherence_counts *to, const struct coherence_counts *from)
{
	size_t i;

	to->windows += from->windows;
	for (i = 0; i < to->topics->words.size; i++)
		to->single[i] += from->single[i];
	for (i = 0; i < to->pair_start[to->topics->count]; i++)
		to->pair[i] += from->pair[i];
}

static int add_interval(struct coherence_scratch *scratch, size_t first, size_t last,
	struct fault *fault)
{
	if (memory_grow(&scratch->interval, &scratch->interval_room, scratch->intervals + 1,
		    fault))
		return -1;
	scratch->interval[scratch->intervals++] = (struct interval){first, last};
	return 0;
}

/* Windows that hold a word: each occurrence at p is in those from
 * p - window + 1 to p, as far as there are such. */
static int fill_intervals(struct coherence_scratch *scratch, uint32_t word, size_t window,
	size_t windows, struct fault *fault)
{
	long i;

	for (i = scratch->head[word]; i != NONE; i = scratch->occurrence[i].next) {
		size_t at = scratch->occurrence[i].at, first = at + 1 < window ? 0 : at + 1 - window;
		size_t last = at < windows ? at : windows - 1;
		size_t n = scratch->intervals;

		if (n > scratch->from[word] && first <= scratch->interval[n - 1].last + 1)
			scratch->interval[n - 1].last = last;
		else if (add_interval(scratch, first, last, fault))
			return -1;
	}
	return 0;
}

/* The same as gensim has it: an occurrence that leaves takes the word along,
 * until another one enters. */
static int fill_like_gensim(struct coherence_scratch *scratch, uint32_t word, size_t window,
	size_t windows, struct fault *fault)
{
	long enter = scratch->head[word], leave = enter;
	size_t first = 0;
	bool inside = false;

	while (leave != NONE) {
		size_t out = scratch->occurrence[leave].at + 1, in = windows;

		if (enter != NONE) {
			size_t at = scratch->occurrence[enter].at;

			in = at + 1 < window ? 0 : at + 1 - window;
		}
		if (enter != NONE && in < out) {
			if (!inside)
				first = in;
			inside = true;
			enter = scratch->occurrence[enter].next;
		} else {
			if (out >= windows)
				break;
			if (inside && add_interval(scratch, first, out - 1, fault))
				return -1;
			inside = false;
			leave = scratch->occurrence[leave].next;
		}
	}
	return inside ? add_interval(scratch, first, windows - 1, fault) : 0;
}

static uint64_t length_of(const struct coherence_scratch *scratch, uint32_t word)
{
	uint64_t sum = 0;
	size_t i;

	for (i = scratch->from[word]; i < scratch->to[word]; i++)
		sum += scratch->interval[i].last - scratch->interval[i].first + 1;
	return sum;
}

static uint64_t common(const struct coherence_scratch *scratch, uint32_t v, uint32_t w)
{
	size_t i = scratch->from[v], j = scratch->from[w];
	uint64_t sum = 0;

	while (i < scratch->to[v] && j < scratch->to[w]) {
		const struct interval *a = &scratch->interval[i], *b = &scratch->interval[j];
		size_t first = a->first > b->first ? a->first : b->first;
		size_t last = a->last < b->last ? a->last : b->last;

		if (first <= last)
			sum += last - first + 1;
		if (a->last < b->last)
			i++;
		else
			j++;
	}
	return sum;
}

/* Pairs of the words that are present, topic by topic. */
static void count_pairs(struct coherence_counts *counts, size_t present)
{
	const struct coherence_topics *topics = counts->topics;
	struct coherence_scratch *scratch = counts->scratch;
	size_t touched = 0, i, j, t;

	for (i = 0; i < present; i++) {
		uint32_t word = scratch->present[i];

		counts->single[word] += length_of(scratch, word);
		for (j = topics->member_start[word]; j < topics->member_start[word + 1]; j++) {
			size_t place = topics->member[j], topic = topics->topic_of[place];

			if (scratch->member_count[topic] == 0)
				scratch->touched[touched++] = topic;
			scratch->members[topics->start[topic] + scratch->member_count[topic]++]
				= place;
		}
	}
	for (t = 0; t < touched; t++) {
		size_t topic = scratch->touched[t], first = topics->start[topic];
		size_t m = topics->start[topic + 1] - first;
		uint64_t *pair = counts->pair + counts->pair_start[topic];

		for (i = 1; i < scratch->member_count[topic]; i++)
			for (j = 0; j < i; j++) {
				size_t a = scratch->members[first + i], b = scratch->members[first + j];
				size_t high = (a > b ? a : b) - first, low = (a > b ? b : a) - first;

				pair[high * m + low] += common(scratch, topics->word[a],
					topics->word[b]);
			}
		scratch->member_count[topic] = 0;
	}
}

/* Chains the occurrences of each word; the number of different ones. */
static int chain(struct coherence_scratch *scratch, const struct coherence_text *text,
	size_t *present, struct fault *fault)
{
	size_t at, used = 0;

	*present = 0;
	for (at = 0; at < text->count; at++) {
		uint32_t word = text->word[at];

		if (word == TERM_UNKNOWN)
			continue;
		if (memory_grow(&scratch->occurrence, &scratch->occurrence_room, used + 1, fault))
			return -1;
		scratch->occurrence[used] = (struct token_occurrence){at, NONE};
		if (scratch->head[word] == NONE) {
			scratch->head[word] = (long)used;
			scratch->present[(*present)++] = word;
		} else {
			scratch->occurrence[scratch->tail[word]].next = (long)used;
		}
		scratch->tail[word] = (long)used++;
	}
	return 0;
}

int coherence_count_text(struct coherence_counts *counts, const struct coherence_text *text,
	size_t window, bool as_gensim, struct fault *fault)
{
	struct coherence_scratch *scratch = counts->scratch;
	size_t windows = text->count > window ? text->count - window + 1 : 1, present, i;
	int failed = 0;

	if (text->count == 0)
		return 0;
	if (chain(scratch, text, &present, fault))
		return -1;
	scratch->intervals = 0;
	for (i = 0; i < present && !failed; i++) {
		uint32_t word = scratch->present[i];

		scratch->from[word] = scratch->intervals;
		failed = as_gensim ? fill_like_gensim(scratch, word, window, windows, fault)
				   : fill_intervals(scratch, word, window, windows, fault);
		scratch->to[word] = scratch->intervals;
	}
	if (!failed) {
		counts->windows += windows;
		count_pairs(counts, present);
	}
	for (i = 0; i < present; i++)
		scratch->head[scratch->present[i]] = NONE;
	return failed;
}

int coherence_count_set(struct coherence_counts *counts, const uint32_t *word, size_t n,
	struct fault *fault)
{
	struct coherence_scratch *scratch = counts->scratch;
	size_t i;

	scratch->intervals = 0;
	for (i = 0; i < n; i++) {
		scratch->present[i] = word[i];
		scratch->from[word[i]] = scratch->intervals;
		if (add_interval(scratch, 0, 0, fault))
			return -1;
		scratch->to[word[i]] = scratch->intervals;
	}
	counts->windows++;
	count_pairs(counts, n);
	return 0;
}
