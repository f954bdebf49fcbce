/* lda-mstep - the next topic model from statistics, or their sum. */
#include "base/fault.h"
#include "lda/addition.h"
#include "lda/mstep.h"
#include "lda/statisticsfile.h"
#include "lda/topics.h"
#include "program.h"

struct settings {
	struct shared_options shared;
	const char *model, *fixed, *add;
	bool batch, online, sum;
	double offset, kappa, documents, decay;
};

static int check(const struct settings *settings, struct fault *fault)
{
	if (settings->batch + settings->online + settings->sum > 1)
		return fault_set(fault, FAULT_USAGE, "one of --batch, --online and --sum");
	if (settings->sum && (settings->model || settings->fixed))
		return fault_set(fault, FAULT_USAGE, "--sum takes no --model and no --fixed");
	if (settings->add && (settings->online || settings->sum))
		return fault_set(fault, FAULT_USAGE, "--add goes with --batch");
	if (settings->decay >= 0 && !settings->add)
		return fault_set(fault, FAULT_USAGE, "--decay goes with --add");
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

static bool is_empty(const struct lda_statistics *statistics)
{
	return statistics->documents == statistics->empty;
}

/* A batch step needs nothing of the old lambda but what stays as it is. */
static int read_model(const struct settings *settings, struct lda_topics *topics,
	struct fault *fault)
{
	return (settings->online || settings->fixed ? lda_topics_read : lda_topics_read_frame)(
		topics, settings->model, settings->shared.threads, fault);
}

/* No document has words: the model as it is. */
static int read_again(const struct settings *settings, struct lda_topics *topics,
	struct fault *fault)
{
	lda_topics_release(topics);
	program_note("no new document has words: %s stays as it is", settings->model);
	return lda_topics_read(topics, settings->model, settings->shared.threads, fault);
}

/* The M-step of documents that are added to a model, whose counts come last, when those of
 * the documents are rows. */
static int add(const struct settings *settings, struct lda_topics *topics,
	struct lda_statistics *statistics, const struct lda_step *step, struct fault *fault)
{
	struct lda_topics old = {0};
	struct lda_addition addition = {0};
	uint64_t common = 0;
	bool about = false;
	int threads = settings->shared.threads;
	const bool empty = is_empty(statistics);
	int failed = (!empty && lda_addition_learn(&topics->model, statistics, step, threads, fault))
		|| lda_topics_read(&old, settings->add, threads, fault);

	if (!failed && (old.model.topics != topics->model.topics
			|| !old.model.sparse != !topics->model.sparse
			|| old.model.inference != topics->model.inference
			|| !digest_equal(&old.vocabulary.terms, &topics->vocabulary.terms)))
		failed = fault_set(fault, FAULT_DATA, "%s: another model than --model was, by topics, "
			"form, inference or vocabulary", settings->add);
	if (!failed)
		common = namesketch_common(&old.history.names, &statistics->reading.names, &about);
	if (!failed && empty)
		failed = read_again(settings, topics, fault);
	else if (!failed && statistics->reading.known
		&& lda_history_has(&old.history, &statistics->reading.documents))
		program_note("%s has had these documents before: they count twice now", settings->add);
	else if (common)
		program_note("%s has had %s%llu documents of these names before: the same ones "
			"count twice now", settings->add, about ? "about " : "",
			(unsigned long long)common);
	failed = failed || lda_addition_init(&addition, &old.model, settings->decay, true, fault);
	lda_topics_release(&old);
	failed = failed || (!empty && lda_addition_move(&addition, &topics->model, statistics, step,
		threads, fault));
	lda_addition_release(&addition);
	return failed ? -1 : 0;
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
		.documents = settings->documents, .spends = true, .hold = &hold};
	struct lda_stage stage = {.mode = settings->add ? LDA_ADDED
			: step.online ? LDA_ONLINE : LDA_BATCH, .decay = settings->decay,
		.offset = step.online ? step.offset : 0, .kappa = step.online ? step.kappa : 0};
	int threads = settings->shared.threads;
	int failed = read_model(settings, &topics, fault)
		|| lda_hold_init(&hold, &topics.model, settings->fixed, fault)
		|| lda_statistics_init(&statistics, &topics.model, fault)
		|| lda_statistics_file_read(&statistics, &topics, settings->shared.operands.word,
			settings->shared.operands.count, threads, fault)
		|| (settings->add ? add(settings, &topics, &statistics, &step, fault)
			: lda_mstep(&topics.model, &statistics, &step, NULL, threads, fault))
		|| (!(settings->add && is_empty(&statistics))
			&& remember(&topics.history, &stage, &hold, &statistics.reading, fault))
		|| program_sink(&sink, &settings->shared, fault)
		|| lda_topics_write(&topics.model, &topics.vocabulary, topics.weighting,
			&topics.history, NULL, &sink, fault);

	sink_release(&sink);
	lda_hold_release(&hold);
	lda_statistics_release(&statistics);
	lda_topics_release(&topics);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;

	if (check(settings, fault))
		return -1;
	if (settings->decay < 0)
		settings->decay = settings->add ? 1 : 0;
	return settings->sum ? sum(settings, fault) : step(settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.offset = -1, .kappa = -1, .decay = -1};
	const struct option_row rows[] = {
		{"add", 0, OPTION_INPUT, &settings.add, "TOPICS",
			"the statistics are of documents that are added to this model", 0, 0},
		{"batch", 0, OPTION_FLAG, &settings.batch, NULL,
			"the statistics are of the whole corpus (default)", 0, 0},
		{"corpus-docs", 0, OPTION_REAL, &settings.documents, "D",
			"online: documents of the whole corpus (scikit-learn: total_samples)", 1, 1e15},
		{"decay", 0, OPTION_REAL, &settings.decay, "D",
			"with --add: of what the model has learned, keep so much (default: 1)", 0, 1},
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
