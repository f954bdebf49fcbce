/* lda-estep - expected counts of documents under a topic model. */
#include "base/fault.h"
#include "inference.h"
#include "lda/expect.h"
#include "lda/kernel.h"
#include "lda/statisticsfile.h"
#include "lda/topics.h"
#include "program.h"

static void tell(const struct lda_statistics *statistics)
{
	double tokens = (double)statistics->tokens * LDA_GRID;

	if (statistics->scored && tokens > 0)
		program_note("%llu documents, %llu of them empty, %.0f tokens, %.4f nats a token",
			(unsigned long long)statistics->documents,
			(unsigned long long)statistics->empty, tokens,
			(double)statistics->score * LDA_GRID / tokens);
	else
		program_note("%llu documents, %llu of them empty, %.0f tokens",
			(unsigned long long)statistics->documents,
			(unsigned long long)statistics->empty, tokens);
}

struct settings {
	struct inference_options inference;
	const char *part, *label_file;
};

/* The part is looked at before anything is read. */
static int open_documents(const struct settings *settings, struct lda_topics *topics,
	struct lda_feed *feed, struct fault *fault)
{
	struct lda_parts only = {0};

	if ((settings->part && lda_parts_parse(&only, settings->part, fault))
		|| inference_open(&settings->inference, topics, feed, fault))
		return -1;
	feed->only = only;
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct inference_options *options = &settings->inference;
	const struct shared_options *shared = &options->shared;
	struct lda_topics topics = {0};
	struct lda_feed feed = {0};
	struct lda_statistics statistics = {0};
	struct lda_labels labels = {0};
	struct sink sink = {0};
	int failed = open_documents(settings, &topics, &feed, fault)
		|| program_sink(&sink, shared, fault)
		|| (settings->label_file && lda_labels_read(&labels, settings->label_file,
			&topics.model.seeds.names, topics.model.topics, false, fault))
		|| lda_expect(&topics.model, &feed, &options->effort,
			settings->label_file ? &labels : NULL, shared->threads, &statistics, fault)
		|| lda_statistics_file_write(&statistics, &topics, &sink, fault);

	if (!failed && shared->verbose)
		tell(&statistics);
	sink_release(&sink);
	lda_labels_release(&labels);
	lda_statistics_release(&statistics);
	lda_feed_close(&feed);
	lda_topics_release(&topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.inference = INFERENCE_OPTIONS};
	struct inference_options *options = &settings.inference;
	const struct option_row rows[] = {
		OPTION_ROW_WEIGHTS(options),
		{"bound", 0, OPTION_FLAG, &options->effort.bound, NULL,
			"vb: the variational bound as well", 0, 0},
		OPTION_ROW_FORCE(&options->shared),
		OPTION_ROW_ITERATIONS(options, "cvb0 10, vb 50"),
		OPTION_ROW_THREADS(&options->shared),
		{"labels", 0, OPTION_INPUT, &settings.label_file, "FILE",
			"documents have only the topics of their labels, and those of no label", 0, 0},
		OPTION_ROW_MODEL(options),
		OPTION_ROW_OUTPUT(&options->shared),
		{"part", 0, OPTION_TEXT, &settings.part, "I:N",
			"only the I-th of N parts of the documents, by their names", 0, 0},
		OPTION_ROWS_TALK(&options->shared),
		OPTION_ROW_TOLERANCE(options),
		{0}};
	const struct command command = {.name = "lda-estep", .operands = "[SHARD...]",
		.input = "the corpus",
		.makes = "statistics", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &options->shared, run, &settings);
}
