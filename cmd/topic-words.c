/* topic-words - the words of each topic or factor of a model. */
#include "base/bytes.h"
#include "base/fault.h"
#include "program.h"
#include "stream/source.h"
#include "topic/words.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	uint64_t n;
	const char *format, *sort, *topics;
};

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	enum words_format format = strcmp(settings->format, "tsv") == 0 ? WORDS_TSV
		: strcmp(settings->format, "json") == 0                 ? WORDS_JSON
									: WORDS_TEXT;
	struct source source = {0};
	struct topic_words words = {0};
	struct bytes text = {0};
	struct words_order order;
	size_t *topic = NULL, count = 0;
	int failed = words_order_parse(&order, settings->sort, fault)
		|| source_open(&source, settings->shared.operands.word,
			     settings->shared.operands.count, fault)
		|| words_read(&words, &source, order, (size_t)settings->n,
			settings->shared.threads, fault)
		|| (settings->topics && topicnames_list(&words.names, words.topics, "topic",
			settings->topics, &topic, &count, fault))
		|| words_format(&words, &source.vocabulary, format, topic, count, &text, fault)
		|| program_write(&text, &settings->shared, fault);

	free(topic);
	bytes_release(&text);
	words_release(&words);
	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10, .format = "text", .sort = "probability"};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"format", 0, OPTION_CHOICE, &settings.format, "text|tsv|json",
			"a topic a line, a word a line, or an object a line (default: text)", 0, 0},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"words of each topic (default: 10)", 1, 1e9},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		{"sort", 0, OPTION_TEXT, &settings.sort, "ORDER",
			"probability, relevance:LAMBDA, lift or frex (default: probability)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"topic", 0, OPTION_TEXT, &settings.topics, "T,...",
			"only these topics: numbers, from 0, or names", 0, 0},
		{0}};
	const struct command command = {.name = "topic-words", .operands = "[MODEL]",
		.input = "the model",
		.makes = "text", .rows = rows, .note = "In the field: show_topics, topic keys.",
		.operands_most = 1};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
