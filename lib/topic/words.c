/* words.c - finds and prints the words of topics and factors. */
#include "topic/words.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/number.h"
#include "num/logarithm.h"
#include "stream/columnline.h"
#include "stream/dense.h"
#include "stream/relay.h"
#include "topic/frex.h"

#include <stdlib.h>
#include <string.h>

#define LN2 0.69314718055994530942

void words_release(struct topic_words *words)
{
	best_release(&words->best);
	free(words->sum);
	free(words->sigma);
	topicnames_release(&words->names);
	*words = (struct topic_words){0};
}

int words_order_parse(struct words_order *order, const char *text, struct fault *fault)
{
	static const char relevance[] = "relevance:";
	const char *lambda = text + sizeof relevance - 1;

	*order = (struct words_order){WORDS_PROBABILITY, 1};
	if (strcmp(text, "probability") == 0)
		return 0;
	order->measure = WORDS_LIFT;
	if (strcmp(text, "lift") == 0)
		return 0;
	order->measure = WORDS_FREX;
	if (strcmp(text, "frex") == 0)
		return 0;
	order->measure = WORDS_RELEVANCE;
	if (strncmp(text, relevance, sizeof relevance - 1) == 0
		&& number_parse_real(lambda, strlen(lambda), &order->lambda) && order->lambda >= 0
		&& order->lambda <= 1)
		return 0;
	return fault_set(fault, FAULT_USAGE, "--sort %s: give probability, relevance:LAMBDA with "
		"LAMBDA from 0 to 1 (0.6 is usual), lift or frex", text);
}

/* What orders the words of a topic: the measure but for a factor or a summand
 * that all words of the topic share, which shown() has. */
static double score(const struct topic_words *words, double weight, double whole)
{
	switch (words->order.measure) {
	case WORDS_RELEVANCE:
		return LN2 * (logarithm_base2(weight) - (1 - words->order.lambda) * logarithm_base2(whole));
	case WORDS_LIFT:
		return weight / whole;
	default:
		return weight;
	}
}

static int take(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct topic_words *words = context;
	size_t i, j;

	(void)header;
	(void)fault;
	for (i = 0; i < rows->count; i++) {
		double whole = 0;

		for (j = 0; j < rows->k; j++)
			whole += dense_value(rows, i, j);
		for (j = 0; j < rows->k; j++) {
			double weight = dense_value(rows, i, j);

			words->sum[j] += weight;
			if (weight != 0)
				(void)best_offer(&words->best, j, rows->term[i],
					score(words, weight, whole));
		}
	}
	return 0;
}

int words_read(struct topic_words *words, struct source *source, struct words_order order,
	size_t most, int threads, struct fault *fault)
{
	const struct header *header = &source->header;
	size_t k = (size_t)header->columns;

	if (header->kind != KIND_FACTORS && header->kind != KIND_TOPICS)
		return fault_set(fault, FAULT_DATA, "%s: kind is %s, neither factors (from %s) nor topics "
			"(from %s)", source_name(source), header_kind_name(header->kind),
			header_kind_makers(KIND_FACTORS), header_kind_makers(KIND_TOPICS));
	if (header->kind == KIND_FACTORS && order.measure != WORDS_PROBABILITY)
		return fault_set(fault, FAULT_USAGE, "%s has factors: --sort orders the words of "
			"topics", source_name(source));
	if (most > source->vocabulary.size)
		most = source->vocabulary.size;
	*words = (struct topic_words){.order = order, .topics = k,
		.factors = header->kind == KIND_FACTORS};
	if (best_init(&words->best, k, most, words->factors, fault))
		return -1;
	words->sum = memory_zeroed(k, sizeof *words->sum, fault);
	words->sigma = memory_zeroed(k, sizeof *words->sigma, fault);
	if (!words->sum || !words->sigma)
		return -1;
	if (words->factors ? column_line_take(&header->column, "sigma", words->sigma, k, fault)
			: topicnames_take(&words->names, &header->column, k, fault))
		return source_at(source, fault);
	if (most && (order.measure == WORDS_FREX
				? frex_read(&words->best, source, threads, fault)
				: relay_each_dense(source, threads, take, words, fault)))
		return -1;
	if (source_streams(source) != 1)
		return fault_set(fault, FAULT_DATA, "%s: several models in one stream: one at a time",
			source_name(source));
	for (k = 0; k < words->topics; k++)
		words->all += words->sum[k];
	best_sort(&words->best);
	return 0;
}

/* The weight as it is shown: what the words are ordered by. */
static double shown(const struct topic_words *words, size_t topic, size_t rank)
{
	double weight = best_list(&words->best, topic)[rank].weight, sum = words->sum[topic];

	if (words->factors || words->order.measure == WORDS_FREX || sum == 0)
		return weight;
	switch (words->order.measure) {
	case WORDS_RELEVANCE:
		return weight + LN2 * ((1 - words->order.lambda) * logarithm_base2(words->all)
			- logarithm_base2(sum));
	case WORDS_LIFT:
		return weight / sum * words->all;
	default:
		return weight / sum;
	}
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

	if (topicnames_show(&words->names, topic, out, fault)
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
		if (topicnames_show(&words->names, topic, out, fault)
			|| bytes_printf(out, fault, "\t%zu\t", i + 1)
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

	if (bytes_append(out, "{", 1, fault) || topicnames_json(&words->names, topic, out, fault)
		|| bytes_append(out, ",", 1, fault)
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
	enum words_format format, const size_t *topic, size_t count, struct bytes *out,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < (count ? count : words->topics); i++) {
		size_t k = count ? topic[i] : i;

		if (k >= words->topics)
			return fault_set(fault, FAULT_USAGE, "no topic %zu: they are 0 to %zu", k,
				words->topics - 1);
		if (format == WORDS_TEXT  ? put_text(words, vocabulary, k, out, fault)
			: format == WORDS_TSV ? put_tsv(words, vocabulary, k, out, fault)
					      : put_json(words, vocabulary, k, out, fault))
			return -1;
	}
	return 0;
}
