/* lda-infer - the topics of documents, or of each of their words. */
#include "base/fault.h"
#include "base/outfile.h"
#include "lda/describe.h"
#include "lda/topicsfile.h"
#include "program.h"
#include "stream/relay.h"

#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *model;
	uint64_t iterations;
	double tolerance;
	bool weights, words;
	struct operands operands;
};

struct work {
	struct lda_topics topics;
	struct source source;
	struct lda_describer describer;
};

static int prepare(struct work *work, const struct settings *settings, struct fault *fault)
{
	int threads = (int)settings->shared.threads;

	if (!settings->model)
		return fault_set(fault, FAULT_USAGE, "which model? give --model");
	if (lda_topics_read(&work->topics, settings->model, threads, fault)
		|| source_open_kind(&work->source, KIND_CORPUS, settings->operands.word,
			settings->operands.count, fault)
		|| lda_check_values(&work->source.header, settings->weights, fault)
		|| lda_check_vocabulary(&work->topics, &work->source.vocabulary, fault))
		return -1;
	return lda_describer_init(&work->describer, &work->topics, (size_t)settings->iterations,
		settings->tolerance, threads, fault);
}

static int write_mixtures(struct work *work, const struct settings *settings,
	struct fault *fault)
{
	struct sink sink = {0};
	struct header header;
	int failed;

	lda_describer_header(&work->describer, &header);
	failed = sink_open(&sink, settings->shared.output, settings->shared.force, fault)
		|| sink_begin(&sink, &header, &work->topics.vocabulary, fault)
		|| relay_vectors(&work->source, &sink, VALUES_F32, work->topics.model.topics,
			(int)settings->shared.threads, lda_describe_mixtures, &work->describer, fault)
		|| sink_commit(&sink, fault);
	sink_release(&sink);
	return failed;
}

static int write_words(struct work *work, const struct settings *settings,
	struct fault *fault)
{
	struct outfile out = {.descriptor = -1, .slot = -1};
	int failed;

	work->describer.out = &out;
	failed = outfile_open(&out, settings->shared.output, fault)
		|| relay_each(&work->source, (int)settings->shared.threads, lda_describe_words,
			&work->describer, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	return failed;
}

static int run(const struct settings *settings, struct fault *fault)
{
	struct work work = {0};
	int failed = prepare(&work, settings, fault);

	if (!failed)
		failed = settings->words ? write_words(&work, settings, fault)
					 : write_mixtures(&work, settings, fault);
	if (!failed && work.describer.empty)
		program_note("%llu documents without words: every topic alike",
			(unsigned long long)work.describer.empty);
	lda_describer_release(&work.describer);
	source_close(&work.source);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.tolerance = -1};
	const struct option_row rows[] = {
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"take weights (tf-idf, ...) for counts", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"iterations", 0, OPTION_NUMBER, &settings.iterations, "N",
			"on a document, at most (default: cvb0 20, vb 100)", 1, 1e6},
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_TEXT, &settings.model, "TOPICS", "the model", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"tolerance", 0, OPTION_REAL, &settings.tolerance, "T",
			"stop where a topic's tokens change by less on average (default: cvb0 0, vb 0.001)",
			0, 1e9},
		{"words", 0, OPTION_FLAG, &settings.words, NULL,
			"the likeliest topic of each word: TSV of document, word, topic", 0, 0},
		{0}};
	const struct command command = {"lda-infer",
		"the topics of documents, or of each of their words", "[CORPUS...]", rows, "", 0,
		OPTIONS_ANY, NULL};
	struct fault fault = {0};
	int failed;

	program_start(&command, argc, argv, &settings.shared, &settings.operands);
	failed = run(&settings, &fault);
	free(settings.operands.word);
	return program_end(failed, &fault);
}
