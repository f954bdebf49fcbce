/* seeds.c - reads seeds, and writes them into models. */
#include "lda/seeds.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/search.h"
#include "stream/columnline.h"
#include "stream/linefile.h"
#include "stream/termindex.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lda_seeds_release(struct lda_seeds *seeds)
{
	topicnames_release(&seeds->names);
	free(seeds->seed);
	*seeds = (struct lda_seeds){0};
}

int lda_seeds_copy(struct lda_seeds *to, const struct lda_seeds *from, struct fault *fault)
{
	if (topicnames_copy(&to->names, &from->names, fault)
		|| memory_grow(&to->seed, &to->room, from->count, fault))
		return -1;
	if (from->count)
		memcpy(to->seed, from->seed, from->count * sizeof *to->seed);
	to->count = from->count;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct lda_seed *one = a, *other = b;

	if (one->term != other->term)
		return one->term < other->term ? -1 : 1;
	return (one->topic > other->topic) - (one->topic < other->topic);
}

/* A file that is read. */
struct seeds_reading {
	struct lda_seeds *seeds;
	const struct vocabulary *vocabulary;
	struct termindex index;
	size_t topics;    /* K */
	size_t named;
	unsigned char *known; /* size K: the topic has a word of the vocabulary */
};

static int take_topic(struct seeds_reading *reading, const char *name, size_t length, size_t *topic,
	struct fault *fault)
{
	if (topicnames_find(&reading->seeds->names, name, length, topic))
		return 0;
	if (reading->named == reading->topics)
		return fault_set(fault, FAULT_DATA, "topic '%.*s' is one more than the %zu of the "
			"model: a larger -k is needed", (int)length, name, reading->topics);
	*topic = reading->named++;
	return topicnames_set(&reading->seeds->names, reading->topics, *topic, name, length, fault);
}

static int take_line(struct seeds_reading *reading, const char *line, size_t length,
	struct fault *fault)
{
	struct lda_seeds *seeds = reading->seeds;
	const char *word = memchr(line, '\t', length), *weight, *end = line + length;
	struct lda_seed seed;
	size_t topic, word_length;

	weight = word ? memchr(word + 1, '\t', (size_t)(end - word - 1)) : NULL;
	if (!weight)
		return fault_set(fault, FAULT_DATA, "not of three fields: topic, word and weight, tabs "
			"between");
	word_length = (size_t)(weight++ - ++word);
	if (!number_parse_real(weight, (size_t)(end - weight), &seed.weight)
		|| !(seed.weight > 0 && seed.weight <= LDA_SEEDS_MOST))
		return fault_set(fault, FAULT_DATA, "the weight '%.*s' is no number above 0 and at "
			"most %g", (int)(end - weight < 40 ? end - weight : 40), weight, LDA_SEEDS_MOST);
	if (take_topic(reading, line, (size_t)(word - 1 - line), &topic, fault))
		return -1;
	seed.topic = (uint32_t)topic;
	seed.term = termindex_find(&reading->index, word, word_length,
		termindex_hash(word, word_length));
	if (seed.term == TERM_UNKNOWN) {
		if (seeds->unknown++ == 0)
			(void)snprintf(seeds->example, sizeof seeds->example, "%.*s",
				(int)(word_length < 60 ? word_length : 60), word);
		return 0;
	}
	reading->known[topic] = 1;
	if (memory_grow(&seeds->seed, &seeds->room, seeds->count + 1, fault))
		return -1;
	seeds->seed[seeds->count++] = seed;
	return 0;
}

/* Sorts, and finds what no line shows. */
static int finish(struct seeds_reading *reading, struct fault *fault)
{
	struct lda_seeds *seeds = reading->seeds;
	size_t i, k;

	if (reading->named == 0)
		return fault_set(fault, FAULT_DATA, "no seeds: a line is topic, word and weight, tabs "
			"between");
	for (k = 0; k < reading->named; k++)
		if (!reading->known[k])
			return fault_set(fault, FAULT_DATA, "topic '%s' has no word of the vocabulary, "
				"whose words are folded and stemmed as they were counted",
				seeds->names.name[k]);
	qsort(seeds->seed, seeds->count, sizeof *seeds->seed, compare);
	for (i = 1; i < seeds->count; i++)
		if (compare(&seeds->seed[i - 1], &seeds->seed[i]) == 0)
			return fault_set(fault, FAULT_DATA, "topic '%s' has the word '%s' twice",
				seeds->names.name[seeds->seed[i].topic],
				vocabulary_term(reading->vocabulary, seeds->seed[i].term));
	return 0;
}

static int read_lines(struct seeds_reading *reading, struct linefile *file, struct fault *fault)
{
	const char *line;
	size_t length;
	char place[32];
	int got;

	while ((got = linefile_next(file, &line, &length, fault)) > 0) {
		if (length == 0 || line[0] == '#' || !take_line(reading, line, length, fault))
			continue;
		(void)snprintf(place, sizeof place, "line %llu", (unsigned long long)file->number);
		return fault_at(fault, "%s", place);
	}
	return got;
}

int lda_seeds_read(struct lda_seeds *seeds, const char *path, const struct vocabulary *vocabulary,
	size_t topics, struct fault *fault)
{
	struct seeds_reading reading = {.seeds = seeds, .vocabulary = vocabulary, .topics = topics};
	struct linefile file = {0};
	int failed;

	*seeds = (struct lda_seeds){0};
	failed = !(reading.known = memory_zeroed(topics, 1, fault))
		|| termindex_init(&reading.index, vocabulary, fault);
	if (!failed && linefile_open(&file, path, fault) == 0)
		failed = (read_lines(&reading, &file, fault) || finish(&reading, fault))
			&& fault_at(fault, "%s", input_name(path));
	else
		failed = -1;
	linefile_close(&file);
	termindex_release(&reading.index);
	free(reading.known);
	return failed ? -1 : 0;
}

int lda_seeds_take(struct lda_seeds *seeds, const struct bytes *lines, size_t topics, size_t terms,
	struct fault *fault)
{
	double *value;
	size_t n, i;
	int failed = -1;

	if (topicnames_take(&seeds->names, lines, topics, fault))
		return -1;
	if (!column_line_has(lines, "seeds", &n))
		return 0;
	value = memory_zeroed(n, sizeof *value, fault);
	if (!value || memory_grow(&seeds->seed, &seeds->room, n / 3, fault)
		|| column_line_take(lines, "seeds", value, n, fault))
		goto done;
	for (i = 0; n % 3 == 0 && i < n; i += 3) {
		const double *v = value + i;
		struct lda_seed *seed = &seeds->seed[seeds->count];

		if (!(v[0] >= 0 && v[0] < (double)topics && v[1] >= 0 && v[1] < (double)terms
			&& v[2] > 0 && v[2] <= LDA_SEEDS_MOST && v[0] == floor(v[0])
			&& v[1] == floor(v[1])))
			break;
		*seed = (struct lda_seed){(uint32_t)v[1], (uint32_t)v[0], v[2]};
		if (i && compare(seed - 1, seed) >= 0)
			break;
		seeds->count++;
	}
	if (n % 3 || i < n)
		(void)fault_set(fault, FAULT_DATA, "damaged: #seeds is not of topics, terms and "
			"weights in order");
	else
		failed = 0;
done:
	free(value);
	return failed;
}

int lda_seeds_put(const struct lda_seeds *seeds, struct bytes *lines, struct fault *fault)
{
	double *value;
	size_t i;
	int failed;

	if (topicnames_put(&seeds->names, lines, fault))
		return -1;
	if (seeds->count == 0)
		return 0;
	value = memory_zeroed(seeds->count, 3 * sizeof *value, fault);
	if (!value)
		return -1;
	for (i = 0; i < seeds->count; i++) {
		value[3 * i] = seeds->seed[i].topic;
		value[3 * i + 1] = seeds->seed[i].term;
		value[3 * i + 2] = seeds->seed[i].weight;
	}
	failed = column_line_put(lines, "seeds", value, 3 * seeds->count, fault);
	free(value);
	return failed;
}

static uint64_t term_at(const void *elements, size_t i)
{
	return ((const struct lda_seed *)elements)[i].term;
}

const struct lda_seed *lda_seeds_of(const struct lda_seeds *seeds, size_t term, size_t *n)
{
	size_t low = search_first(seeds->seed, seeds->count, term, term_at), end;

	for (end = low; end < seeds->count && seeds->seed[end].term == term; end++)
		;
	*n = end - low;
	return seeds->seed + low;
}

uint64_t lda_seeds_steps(const struct lda_seed *seed, double step)
{
	double steps = floor(seed->weight / step + .5);

	return steps < 1 ? 1 : (uint64_t)steps;
}
