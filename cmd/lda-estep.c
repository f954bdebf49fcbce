/* lda-estep - expected counts of documents under a topic model. */
#include "base/fault.h"
#include "lda/estep.h"
#include "lda/feed.h"
#include "lda/kernel.h"
#include "lda/topicsfile.h"
#include "program.h"

#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *model;
	uint64_t iterations;
	double tolerance;
	bool weights, bound;
	struct operands operands;
};

struct work {
	struct lda_topics topics;
	struct lda_feed feed;
	struct lda_estep estep;
	struct lda_statistics statistics;
	struct sink sink;
};

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct work *work = context;

	return lda_estep_run(&work->estep, chunk, &work->statistics, fault);
}

static int prepare(struct work *work, const struct settings *settings, struct fault *fault)
{
	int threads = (int)settings->shared.threads;
	struct lda_model *model = &work->topics.model;

	if (!settings->model)
		return fault_set(fault, FAULT_USAGE, "of which model? give --model");
	if (lda_topics_read(&work->topics, settings->model, threads, fault)
		|| lda_feed_open(&work->feed, settings->operands.word, settings->operands.count,
			settings->weights, 0, threads, fault)
		|| lda_check_vocabulary(&work->topics, &work->feed.vocabulary, fault)
		|| lda_estep_init(&work->estep, model, threads, fault)
		|| lda_statistics_init(&work->statistics, model->topics, model->terms, fault))
		return -1;
	lda_estep_model(&work->estep, model);
	if (settings->iterations)
		work->estep.inferrer.iterations = (size_t)settings->iterations;
	if (settings->tolerance >= 0)
		work->estep.inferrer.tolerance = settings->tolerance;
	work->estep.inferrer.bound = settings->bound;
	return 0;
}

static void tell(const struct work *work)
{
	const struct lda_statistics *statistics = &work->statistics;
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

static int run(const struct settings *settings, struct fault *fault)
{
	struct work work = {0};
	int failed = prepare(&work, settings, fault)
		|| sink_open(&work.sink, settings->shared.output, settings->shared.force, fault)
		|| lda_feed_pass(&work.feed, 0, visit, &work, fault)
		|| lda_statistics_write(&work.statistics, &work.topics, &work.sink, fault);

	if (!failed && settings->shared.verbose)
		tell(&work);
	sink_release(&work.sink);
	lda_statistics_release(&work.statistics);
	lda_estep_release(&work.estep);
	lda_feed_close(&work.feed);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.tolerance = -1};
	const struct option_row rows[] = {
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"take weights (tf-idf, ...) for counts", 0, 0},
		{"bound", 0, OPTION_FLAG, &settings.bound, NULL,
			"vb: the variational bound as well", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"iterations", 0, OPTION_NUMBER, &settings.iterations, "N",
			"on a document, at most (default: cvb0 10, vb 50)", 1, 1e6},
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_TEXT, &settings.model, "TOPICS", "the model", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"tolerance", 0, OPTION_REAL, &settings.tolerance, "T",
			"stop where a topic's tokens change by less on average (default: cvb0 0, vb 0.001)",
			0, 1e9},
		{0}};
	const struct command command = {"lda-estep",
		"expected counts of documents under a topic model", "[SHARD...]", rows, "", 0,
		OPTIONS_ANY, NULL};
	struct fault fault = {0};
	int failed;

	program_start(&command, argc, argv, &settings.shared, &settings.operands);
	failed = run(&settings, &fault);
	free(settings.operands.word);
	return program_end(failed, &fault);
}
