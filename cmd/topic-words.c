/* topic-words - the words of each topic or factor of a model. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "stream/source.h"
#include "topic/words.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	struct operands operands;
	uint64_t n;
	const char *format;
};

static int run(const struct settings *settings, struct fault *fault)
{
	enum words_format format = strcmp(settings->format, "tsv") == 0 ? WORDS_TSV
		: strcmp(settings->format, "json") == 0                 ? WORDS_JSON
									: WORDS_TEXT;
	struct source source = {0};
	struct topic_words words = {0};
	struct bytes text = {0};
	struct outfile out;
	int failed = source_open(&source, settings->operands.word, settings->operands.count,
			     fault)
		|| words_read(&words, &source, (size_t)settings->n,
			(int)settings->shared.threads, fault)
		|| words_format(&words, &source.vocabulary, format, &text, fault)
		|| outfile_open(&out, settings->shared.output, fault);

	if (!failed) {
		failed = outfile_write(&out, text.data, text.size, fault)
			|| outfile_commit(&out, fault);
		outfile_release(&out);
	}
	bytes_release(&text);
	words_release(&words);
	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10, .format = "text"};
	const struct option_row rows[] = {
		{"format", 0, OPTION_CHOICE, &settings.format, "text|tsv|json",
			"a topic a line, a word a line, or an object a line (default: text)", 0, 0},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"words of each topic (default: 10)", 1, 1e9},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {"topic-words", "the words of each topic or factor",
		"[MODEL]", rows, "In the field: show_topics, topic keys.", 0, 1, NULL};
	struct fault fault = {0};
	int failed;

	program_start(&command, argc, argv, &settings.shared, &settings.operands);
	failed = run(&settings, &fault);
	free(settings.operands.word);
	return program_end(failed, &fault);
}
