/* lda-mstep - the next topic model from statistics, or their sum. */
#include "base/fault.h"
#include "lda/mstep.h"
#include "lda/statisticsfile.h"
#include "lda/topics.h"
#include "program.h"

struct settings {
	struct shared_options shared;
	const char *model, *fixed;
	bool batch, online, sum;
	double offset, kappa, documents;
};

static int check(const struct settings *settings, struct fault *fault)
{
	if (settings->batch + settings->online + settings->sum > 1)
		return fault_set(fault, FAULT_USAGE, "one of --batch, --online and --sum");
	if (settings->sum && (settings->model || settings->fixed))
		return fault_set(fault, FAULT_USAGE, "--sum takes no --model and no --fixed");
	if (!settings->sum && !settings->model)
		return fault_set(fault, FAULT_USAGE, "--model TOPICS is missing: the model of the "
			"statistics");
	if (settings->online && settings->documents == 0)
		return fault_set(fault, FAULT_USAGE,
			"--online needs the documents of the whole corpus: give --corpus-docs");
	if (!settings->online && settings->documents != 0)
		return fault_set(fault, FAULT_USAGE, "--corpus-docs goes with --online");
	if (!settings->online && (settings->offset >= 0 || settings->kappa >= 0))
		return fault_set(fault, FAULT_USAGE, "--offset and --kappa go with --online");
	return 0;
}

static int sum(const struct settings *settings, struct fault *fault)
{
	const struct shared_options *shared = &settings->shared;
	struct sink sink = {0};
	int failed = program_sink(&sink, shared, fault)
		|| lda_statistics_file_sum(shared->operands.word, shared->operands.count,
			shared->threads, &sink, fault);

	sink_release(&sink);
	return failed;
}

static int remember(struct lda_history *history, struct lda_stage *stage,
	const struct lda_hold *hold, const struct lda_reading *reading, struct fault *fault)
{
	lda_history_fixed(stage, hold->topic, hold->count);
	return lda_history_update(history, stage, reading, fault);
}

static int step(const struct settings *settings, struct fault *fault)
{
	struct lda_topics topics = {0};
	struct lda_statistics statistics = {0};
	struct sink sink = {0};
	struct lda_hold hold = {0};
	struct lda_step step = {.online = settings->online,
		.offset = settings->offset >= 0 ? settings->offset : 1,
		.kappa = settings->kappa >= 0 ? settings->kappa : .6,
		.documents = settings->documents, .hold = &hold};
	struct lda_stage stage = {.mode = step.online ? LDA_ONLINE : LDA_BATCH,
		.offset = step.online ? step.offset : 0, .kappa = step.online ? step.kappa : 0};
	int threads = settings->shared.threads;
	int failed = lda_topics_read(&topics, settings->model, threads, fault)
		|| lda_hold_init(&hold, &topics.model, settings->fixed, fault)
		|| lda_statistics_init(&statistics, &topics.model, fault)
		|| lda_statistics_file_read(&statistics, &topics, settings->shared.operands.word,
			settings->shared.operands.count, threads, fault)
		|| lda_mstep(&topics.model, &statistics, &step, NULL, threads, fault)
		|| remember(&topics.history, &stage, &hold, &statistics.reading, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| lda_topics_write(&topics.model, &topics.vocabulary, topics.weighting,
			&topics.history, NULL, &sink,
			fault);

	sink_release(&sink);
	lda_hold_release(&hold);
	lda_statistics_release(&statistics);
	lda_topics_release(&topics);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;

	if (check(settings, fault))
		return -1;
	return settings->sum ? sum(settings, fault) : step(settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.offset = -1, .kappa = -1};
	const struct option_row rows[] = {
		{"batch", 0, OPTION_FLAG, &settings.batch, NULL,
			"the statistics are of the whole corpus (default)", 0, 0},
		{"corpus-docs", 0, OPTION_REAL, &settings.documents, "D",
			"online: documents of the whole corpus (scikit-learn: total_samples)", 1, 1e15},
		{"fixed", 0, OPTION_TEXT, &settings.fixed, "NAME,...",
			"these topics stay as they are", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"kappa", 0, OPTION_REAL, &settings.kappa, "KAPPA",
			"online: how fast old statistics fade (gensim: decay; default: 0.6)", 0, 10},
		{"model", 0, OPTION_INPUT, &settings.model, "TOPICS",
			"the model of the statistics, the one that lda-estep was given", 0, 0},
		{"offset", 0, OPTION_REAL, &settings.offset, "T",
			"online: slows the first updates (default: 1)", 0, 1e9},
		{"online", 0, OPTION_FLAG, &settings.online, NULL,
			"the statistics are of a mini-batch", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"sum", 0, OPTION_FLAG, &settings.sum, NULL,
			"the sum of the statistics, as statistics, instead of a model", 0, 0},
		{0}};
	const struct command command = {.name = "lda-mstep", .operands = "[STATISTICS...]",
		.input = "the statistics",
		.makes = "topics statistics", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
