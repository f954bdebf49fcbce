/* words.c - finds and prints the words of topics and factors. */
#include "topic/words.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"
#include "stream/columnline.h"
#include "stream/dense.h"
#include "stream/relay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void words_release(struct topic_words *words)
{
	free(words->word);
	free(words->count);
	free(words->sum);
	free(words->sigma);
	*words = (struct topic_words){0};
}

/* Whether a is to stand before b: the larger, and of equals the first term. */
static bool before(const struct word_weight *a, const struct word_weight *b, bool factors)
{
	double x = factors ? fabs(a->weight) : a->weight;
	double y = factors ? fabs(b->weight) : b->weight;

	return x > y || (x == y && a->term < b->term);
}

/* Puts a word among the best of its topic, if it is one: a heap, the last of
 * them on top. */
static void offer(struct topic_words *words, size_t topic, struct word_weight word)
{
	struct word_weight *heap = words->word + topic * words->most;
	size_t *count = &words->count[topic], at, child;

	words->sum[topic] += word.weight;
	if (word.weight == 0)
		return;
	if (*count < words->most) {
		for (at = (*count)++; at > 0; at = (at - 1) / 2) {
			if (!before(&heap[(at - 1) / 2], &word, words->factors))
				break;
			heap[at] = heap[(at - 1) / 2];
		}
		heap[at] = word;
		return;
	}
	if (!before(&word, &heap[0], words->factors))
		return;
	for (at = 0; (child = 2 * at + 1) < *count; at = child) {
		if (child + 1 < *count && before(&heap[child], &heap[child + 1], words->factors))
			child++;
		if (!before(&word, &heap[child], words->factors))
			break;
		heap[at] = heap[child];
	}
	heap[at] = word;
}

static int by_weight(const void *a, const void *b)
{
	return before(a, b, false) ? -1 : before(b, a, false);
}

static int by_magnitude(const void *a, const void *b)
{
	return before(a, b, true) ? -1 : before(b, a, true);
}

static int take(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct topic_words *words = context;
	size_t i, j;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++)
		for (j = 0; j < rows->k; j++)
			offer(words, j, (struct word_weight){rows->term[i],
				rows->values == VALUES_F64 ? rows->f64[i * rows->k + j]
							   : (double)rows->f32[i * rows->k + j]});
	return 0;
}

int words_read(struct topic_words *words, struct source *source, size_t most, int threads,
	struct fault *fault)
{
	const struct header *header = &source->header;
	size_t k = (size_t)header->columns, size;

	if (header->kind != KIND_FACTORS && header->kind != KIND_TOPICS)
		return fault_set(fault, FAULT_DATA, "%s: kind is %s, neither factors (from %s) nor topics "
			"(from %s)", source_name(source), kind_name(header->kind),
			kind_makers(KIND_FACTORS), kind_makers(KIND_TOPICS));
	if (most > source->vocabulary.size)
		most = source->vocabulary.size;
	if (!size_multiply(k, most, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu words of %zu topics",
			most, k);
	*words = (struct topic_words){.topics = k, .most = most,
		.factors = header->kind == KIND_FACTORS};
	words->word = memory_zeroed(size, sizeof *words->word, fault);
	words->count = memory_zeroed(k, sizeof *words->count, fault);
	words->sum = memory_zeroed(k, sizeof *words->sum, fault);
	words->sigma = memory_zeroed(k, sizeof *words->sigma, fault);
	if (!words->word || !words->count || !words->sum || !words->sigma)
		return -1;
	if (words->factors && column_line_take(&header->column, "sigma", words->sigma, k, fault))
		return source_at(source, fault);
	if (most && relay_each_dense(source, threads, take, words, fault))
		return -1;
	if (source_streams(source) != 1)
		return fault_set(fault, FAULT_DATA, "%s: several models in one stream: one at a time",
			source_name(source));
	for (size = 0; size < k; size++)
		qsort(words->word + size * most, words->count[size], sizeof *words->word,
			words->factors ? by_magnitude : by_weight);
	return 0;
}

/* The weight as it is shown: of a topic, the probability of the word. */
static double shown(const struct topic_words *words, size_t topic, size_t rank)
{
	double weight = words->word[topic * words->most + rank].weight;

	return words->factors || words->sum[topic] == 0 ? weight : weight / words->sum[topic];
}

static int put_json_string(struct bytes *out, const char *term, struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)term, *end = at + strlen(term);

	if (bytes_append(out, "\"", 1, fault))
		return -1;
	while (at < end) {
		size_t length = utf8_length(at, (size_t)(end - at));
		int failed;

		if (length == 0)
			failed = bytes_printf(out, fault, "\\ufffd");
		else if (*at < 0x20 || *at == 0x7f)
			failed = bytes_printf(out, fault, "\\u%04x", *at);
		else if (*at == '"' || *at == '\\')
			failed = bytes_printf(out, fault, "\\%c", *at);
		else
			failed = bytes_append(out, at, length, fault);
		if (failed)
			return -1;
		at += length ? length : 1;
	}
	return bytes_append(out, "\"", 1, fault);
}

static int put_number(struct bytes *out, double number, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_append(out, text, number_format_float(text, (float)number), fault);
}

static int put_text(const struct topic_words *words, const struct vocabulary *vocabulary,
	size_t topic, struct bytes *out, struct fault *fault)
{
	size_t i;

	if (bytes_printf(out, fault, "%zu", topic)
		|| (words->factors && bytes_printf(out, fault, " (%.4g)", words->sigma[topic]))
		|| bytes_append(out, ":", 1, fault))
		return -1;
	for (i = 0; i < words->count[topic]; i++)
		if (bytes_printf(out, fault, words->factors ? " %+.3f*%s" : " %.3f*%s",
			shown(words, topic, i),
			vocabulary_term(vocabulary, words->word[topic * words->most + i].term)))
			return -1;
	return bytes_append(out, "\n", 1, fault);
}

static int put_tsv(const struct topic_words *words, const struct vocabulary *vocabulary,
	size_t topic, struct bytes *out, struct fault *fault)
{
	size_t i;

	for (i = 0; i < words->count[topic]; i++)
		if (bytes_printf(out, fault, "%zu\t%zu\t", topic, i + 1)
			|| put_number(out, shown(words, topic, i), fault)
			|| bytes_printf(out, fault, "\t%s\n",
				vocabulary_term(vocabulary,
					words->word[topic * words->most + i].term)))
			return -1;
	return 0;
}

static int put_json(const struct topic_words *words, const struct vocabulary *vocabulary,
	size_t topic, struct bytes *out, struct fault *fault)
{
	size_t i;

	if (bytes_printf(out, fault, "{\"topic\":%zu,", topic)
		|| (words->factors
			&& bytes_printf(out, fault, "\"sigma\":%.9g,", words->sigma[topic]))
		|| bytes_printf(out, fault, "\"words\":["))
		return -1;
	for (i = 0; i < words->count[topic]; i++)
		if (bytes_printf(out, fault, "%s{\"term\":", i ? "," : "")
			|| put_json_string(out,
				vocabulary_term(vocabulary,
					words->word[topic * words->most + i].term),
				fault)
			|| bytes_printf(out, fault, ",\"weight\":")
			|| put_number(out, shown(words, topic, i), fault)
			|| bytes_append(out, "}", 1, fault))
			return -1;
	return bytes_append(out, "]}\n", 3, fault);
}

int words_format(const struct topic_words *words, const struct vocabulary *vocabulary,
	enum words_format format, struct bytes *out, struct fault *fault)
{
	size_t topic;

	for (topic = 0; topic < words->topics; topic++)
		if (format == WORDS_TEXT  ? put_text(words, vocabulary, topic, out, fault)
			: format == WORDS_TSV ? put_tsv(words, vocabulary, topic, out, fault)
					      : put_json(words, vocabulary, topic, out, fault))
			return -1;
	return 0;
}
