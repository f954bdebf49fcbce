/* lda-infer - the topics of documents, or of each of their words. */
#include "base/fault.h"
#include "base/outfile.h"
#include "inference.h"
#include "lda/describe.h"
#include "lda/topics.h"
#include "lda/toptopics.h"
#include "lda/wordtopics.h"
#include "program.h"
#include "stream/relay.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	struct inference_options options;
	bool words, state;
	uint64_t most;
	double least;
};

struct work {
	struct lda_topics topics;
	struct source source;
	struct lda_describer describer;
};

static int prepare(struct work *work, const struct inference_options *options,
	struct fault *fault)
{
	if (inference_model(options, &work->topics, fault)
		|| program_source(&work->source, KIND_CORPUS, &options->shared, fault)
		|| lda_feed_check_values(&work->source, options->weights, fault)
		|| lda_topics_check_vocabulary(&work->topics, &work->source.vocabulary,
			source_name(&work->source), fault))
		return -1;
	return lda_describe_init(&work->describer, &work->topics, &options->effort,
		options->shared.threads, fault);
}

static int write_mixtures(struct work *work, const struct shared_options *shared,
	struct fault *fault)
{
	struct sink sink = {0};
	struct header header = {0};
	int failed = lda_describe_header(&work->describer, &header, fault)
		|| program_sink(&sink, shared, fault)
		|| sink_begin(&sink, &header, &work->topics.vocabulary, fault)
		|| relay_vectors(&work->source, &sink, VALUES_F32, work->topics.model.topics,
			shared->threads, lda_describe_mixtures, &work->describer, fault)
		|| sink_commit(&sink, fault);
	sink_release(&sink);
	header_release(&header);
	return failed;
}

/* Text of one of three kinds. */
static int write_lines(struct work *work, const struct settings *settings, struct outfile *out,
	struct fault *fault)
{
	struct lda_toptopics toptopics = {.describer = &work->describer, .out = out,
		.most = (size_t)settings->most, .least = settings->least};
	struct lda_wordtopics wordtopics = {.describer = &work->describer, .out = out};
	int threads = settings->options.shared.threads, failed;

	if (settings->words)
		return relay_each(&work->source, threads, lda_wordtopics_lines, &wordtopics, fault);
	if (!settings->state)
		return lda_toptopics_head(&toptopics, fault)
			|| relay_each(&work->source, threads, lda_toptopics_lines, &toptopics, fault);
	failed = lda_wordtopics_state_head(&wordtopics, fault)
		|| relay_each(&work->source, threads, lda_wordtopics_state, &wordtopics, fault);
	if (!failed && wordtopics.blanks)
		program_note("blanks within names or terms were written as _");
	return failed;
}

static int write_text(struct work *work, const struct settings *settings, struct fault *fault)
{
	struct outfile out = {.descriptor = -1, .slot = -1};
	int failed = outfile_open(&out, settings->options.shared.output, fault)
		|| write_lines(work, settings, &out, fault) || outfile_commit(&out, fault);

	outfile_release(&out);
	return failed;
}

/* Each of these is another output. */
static int check(const struct settings *settings, struct fault *fault)
{
	bool top = settings->most || settings->least > 0;

	if (settings->words + settings->state + top > 1)
		return fault_set(fault, FAULT_USAGE,
			"--words, --state, and --top with --min: only one of them at a time");
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct inference_options *options = &settings->options;
	struct work work = {0};
	bool text = settings->words || settings->state || settings->most || settings->least > 0;
	int failed = check(settings, fault) || prepare(&work, options, fault)
		|| (text ? write_text(&work, settings, fault)
			 : write_mixtures(&work, &options->shared, fault));

	if (!failed && work.describer.empty)
		program_note("%llu documents without words: no mixture, their rows are all 0",
			(unsigned long long)work.describer.empty);
	lda_describe_release(&work.describer);
	source_close(&work.source);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.options = INFERENCE_OPTIONS};
	struct inference_options *options = &settings.options;
	const struct option_row rows[] = {
		OPTION_ROW_WEIGHTS(options),
		OPTION_ROW_FORCE(&options->shared),
		OPTION_ROW_ITERATIONS(options, "cvb0 20, vb 100"),
		OPTION_ROW_THREADS(&options->shared),
		{"min", 0, OPTION_REAL, &settings.least, "SHARE",
			"the topics of at least that share, as text", 1e-9, 1},
		OPTION_ROW_MODEL(options),
		OPTION_ROW_OUTPUT(&options->shared),
		OPTION_ROWS_TALK(&options->shared),
		{"state", 0, OPTION_FLAG, &settings.state, NULL,
			"a topic for each token, in MALLET's format of a state", 0, 0},
		OPTION_ROW_TOLERANCE(options),
		{"top", 0, OPTION_NUMBER, &settings.most, "N",
			"the N largest topics of each document: TSV as topic-docs writes it", 1, 1e6},
		{"words", 0, OPTION_FLAG, &settings.words, NULL,
			"the likeliest topic of each word: TSV of document, word, topic", 0, 0},
		{0}};
	const struct command command = {.name = "lda-infer", .operands = "[CORPUS...]",
		.input = "the corpus",
		.makes = "vectors", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &options->shared, run, &settings);
}
