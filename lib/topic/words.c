/* words.c - finds and prints the words of topics and factors. */
#include "topic/words.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "stream/columnline.h"
#include "stream/dense.h"
#include "stream/relay.h"

#include <stdlib.h>
#include <string.h>

void words_release(struct topic_words *words)
{
	best_release(&words->best);
	free(words->sum);
	free(words->sigma);
	*words = (struct topic_words){0};
}

static int take(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct topic_words *words = context;
	size_t i, j;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++)
		for (j = 0; j < rows->k; j++) {
			double weight = rows->values == VALUES_F64
				? rows->f64[i * rows->k + j]
				: (double)rows->f32[i * rows->k + j];

			words->sum[j] += weight;
			if (weight != 0)
				(void)best_offer(&words->best, j, rows->term[i], weight);
		}
	return 0;
}

int words_read(struct topic_words *words, struct source *source, size_t most, int threads,
	struct fault *fault)
{
	const struct header *header = &source->header;
	size_t k = (size_t)header->columns;

	if (header->kind != KIND_FACTORS && header->kind != KIND_TOPICS)
		return fault_set(fault, FAULT_DATA, "%s: kind is %s, neither factors (from %s) nor topics "
			"(from %s)", source_name(source), kind_name(header->kind),
			kind_makers(KIND_FACTORS), kind_makers(KIND_TOPICS));
	if (most > source->vocabulary.size)
		most = source->vocabulary.size;
	*words = (struct topic_words){.topics = k, .factors = header->kind == KIND_FACTORS};
	if (best_init(&words->best, k, most, words->factors, fault))
		return -1;
	words->sum = memory_zeroed(k, sizeof *words->sum, fault);
	words->sigma = memory_zeroed(k, sizeof *words->sigma, fault);
	if (!words->sum || !words->sigma)
		return -1;
	if (words->factors && column_line_take(&header->column, "sigma", words->sigma, k, fault))
		return source_at(source, fault);
	if (most && relay_each_dense(source, threads, take, words, fault))
		return -1;
	if (source_streams(source) != 1)
		return fault_set(fault, FAULT_DATA, "%s: several models in one stream: one at a time",
			source_name(source));
	best_sort(&words->best);
	return 0;
}

/* The weight as it is shown: of a topic, the probability of the word. */
static double shown(const struct topic_words *words, size_t topic, size_t rank)
{
	double weight = best_list(&words->best, topic)[rank].weight;

	return words->factors || words->sum[topic] == 0 ? weight : weight / words->sum[topic];
}

static const char *term_of(const struct topic_words *words, const struct vocabulary *vocabulary,
	size_t topic, size_t rank)
{
	return vocabulary_term(vocabulary, (size_t)best_list(&words->best, topic)[rank].item);
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
	for (i = 0; i < words->best.count[topic]; i++)
		if (bytes_printf(out, fault, words->factors ? " %+.3f*%s" : " %.3f*%s",
			shown(words, topic, i),
			term_of(words, vocabulary, topic, i)))
			return -1;
	return bytes_append(out, "\n", 1, fault);
}

static int put_tsv(const struct topic_words *words, const struct vocabulary *vocabulary,
	size_t topic, struct bytes *out, struct fault *fault)
{
	size_t i;

	for (i = 0; i < words->best.count[topic]; i++)
		if (bytes_printf(out, fault, "%zu\t%zu\t", topic, i + 1)
			|| put_number(out, shown(words, topic, i), fault)
			|| bytes_printf(out, fault, "\t%s\n",
				term_of(words, vocabulary, topic, i)))
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
	for (i = 0; i < words->best.count[topic]; i++) {
		const char *term = term_of(words, vocabulary, topic, i);

		if (bytes_printf(out, fault, "%s{\"term\":", i ? "," : "")
			|| json_put_string(out, term, strlen(term), fault)
			|| bytes_printf(out, fault, ",\"weight\":")
			|| json_put_float(out, shown(words, topic, i), fault)
			|| bytes_append(out, "}", 1, fault))
			return -1;
	}
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
