/* lda-train - trains a topic model on one machine. */
#include "base/clock.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "lda/train.h"
#include "program.h"
#include "training.h"

#include <stdio.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	struct training_options options;
	uint64_t memory;
	const char *log;
	bool weights;
};

/* The log, and notes. */
struct journal {
	const struct settings *settings;
	struct outfile out;
	bool logged;
	double start;
};

/* With fewer tokens topics have only some words, or none; with few topics that is a trial,
 * and intended. */
enum { TOKENS_A_TOPIC = 500, TOPICS_TOLD = 100 };

static void tell_first(const struct training_options *options,
	const struct lda_progress *progress)
{
	double each = progress->tokens / (double)progress->topics;

	if (options->add && progress->tokens == 0)
		program_note("no new document has words: %s stays as it is", options->add);
	else if (progress->repeated)
		program_note("%s has had these documents before: they count twice now", options->add);
	else if (progress->common)
		program_note("%s has had %s%llu documents of these names before: the same ones "
			"count twice now", options->add, progress->about ? "about " : "",
			(unsigned long long)progress->common);
	else if (!options->add && progress->topics >= TOPICS_TOLD && each < TOKENS_A_TOPIC)
		program_note("a topic has %.1f tokens on average: below %d some may stay empty; a "
			"smaller -k may do", each, TOKENS_A_TOPIC);
}

static int report(void *context, const struct lda_progress *progress, struct fault *fault)
{
	struct journal *journal = context;
	char line[256], score[32] = "";
	double spent = clock_now() - journal->start;
	int length;

	if (progress->pass == 1)
		tell_first(&journal->settings->options, progress);
	if (progress->scored)
		(void)snprintf(score, sizeof score, "%.6f", progress->score);
	if (journal->settings->shared.verbose)
		program_note("pass %llu: %llu documents, %llu of them empty, %s nats a token, %.2f s",
			(unsigned long long)progress->pass, (unsigned long long)progress->documents,
			(unsigned long long)progress->empty, *score ? score : "?", spent);
	if (!journal->logged)
		return 0;
	length = snprintf(line, sizeof line, "%llu\t%llu\t%.3f\t%.0f\t%s\t%.6g\t%.6g\n",
		(unsigned long long)progress->pass, (unsigned long long)progress->updates, spent,
		progress->tokens, score, progress->alpha, progress->eta);
	return outfile_write(&journal->out, line, (size_t)length, fault);
}

static int begin_log(struct journal *journal, const char *path, struct fault *fault)
{
	static const char head[] = "#pass\tupdates\tseconds\ttokens\tnats-a-token\talpha\teta\n";

	if (!path)
		return 0;
	if (outfile_open(&journal->out, path, fault))
		return -1;
	journal->logged = true;
	return outfile_write(&journal->out, head, sizeof head - 1, fault);
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	struct lda_training *training = &settings->options.training;
	struct journal journal = {.settings = settings, .start = clock_now()};
	struct lda_topics topics = {0};
	struct lda_feed feed = {0};
	struct sink sink = {0};
	int threads = settings->shared.threads, failed;

	training->report = report;
	training->note = program_tell;
	training->context = &journal;
	training->effort.bound = settings->log || settings->shared.verbose;
	training->threads = threads;
	failed = training_take(&settings->options, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| begin_log(&journal, settings->log, fault)
		|| (settings->options.from && lda_topics_read(&topics, settings->options.from,
			threads, fault))
		|| growth_open(&settings->options.growth, &topics, &feed, &settings->shared.operands,
			settings->weights, settings->memory, threads, fault)
		|| training_hints(&settings->options, &topics, &feed.vocabulary, fault)
		|| lda_train(training, &feed, &topics, fault)
		|| lda_topics_write(&topics.model, &topics.vocabulary, topics.weighting,
			&topics.history, settings->options.add ? &topics.notes : NULL, &sink, fault)
		|| (journal.logged && outfile_commit(&journal.out, fault));
	if (journal.logged)
		outfile_release(&journal.out);
	sink_release(&sink);
	lda_feed_close(&feed);
	lda_topics_release(&topics);
	growth_release(&settings->options.growth);
	hints_release(&settings->options.hints);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.memory = (uint64_t)1 << 30, .options = TRAINING_OPTIONS};
	struct training_options *options = &settings.options;
	struct lda_training *training = &options->training;
	const struct option_row rows[] = {
		{"add", 0, OPTION_INPUT, &options->add, "TOPICS",
			"add the documents to this model, which keeps what it has learned", 0, 0},
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"take weights (tf-idf, ...) for counts", 0, 0},
		{"alpha", 0, OPTION_TEXT, &options->alpha, "ALPHA",
			"documents' prior: auto (default; vb: symmetric), symmetric, asymmetric, a number",
			0, 0},
		{"batch", 0, OPTION_NUMBER, &training->batch, "N",
			"documents of a mini-batch (gensim: chunksize; default: by the corpus)",
			1, 1e15},
		{"checkpoint", 0, OPTION_OUTPUT, &training->checkpoint, "FILE",
			"save each pass here, and go on from it", 0, 0},
		{"decay", 0, OPTION_REAL, &training->decay, "D",
			"with --add: of what the model has learned, keep so much (default: 1)", 0, 1},
		OPTION_ROW_DISCOUNT(&training->recipe),
		{"eta", 0, OPTION_TEXT, &options->eta, "ETA",
			"topics' prior: symmetric (default), auto, or a number", 0, 0},
		{"fixed", 0, OPTION_TEXT, &training->fixed, "NAME,...",
			"with --model or --add: these topics stay as they are", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"forget-old", 0, OPTION_FLAG, &options->forget, NULL,
			"with --model: what it learned from other documents may be lost", 0, 0},
		{"form", 0, OPTION_CHOICE, &options->form, "auto|dense|sparse",
			"of the model (default: auto, sparse from 200 topics)", 0, 0},
		OPTION_ROW_GROW(&options->growth),
		{"inference", 0, OPTION_CHOICE, &options->inference, "cvb0|vb",
			"collapsed or plain variational Bayes (default: cvb0)", 0, 0},
		{"iterations", 0, OPTION_NUMBER, &training->effort.iterations, "N",
			"on a document, at most (default: cvb0 10, vb 50)", 1, 1e6},
		OPTION_ROW_THREADS(&settings.shared),
		{"kappa", 0, OPTION_REAL, &training->kappa, "KAPPA",
			"online: how fast old statistics fade (gensim: decay; default: 0.6)", 0, 10},
		OPTION_ROW_LABELS(&options->hints),
		{"log", 0, OPTION_OUTPUT | OPTION_PLAIN, &settings.log, "FILE",
			"a line of TSV for each pass: time, score, priors", 0, 0},
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"a corpus up to this stays in memory (default: 1G)", 1, 1e18},
		{"model", 0, OPTION_INPUT, &options->model, "TOPICS",
			"go on from this model, by passes over the documents given now alone", 0, 0},
		{"offset", 0, OPTION_REAL, &training->offset, "T",
			"online: slows the first updates (default: 1)", 0, 1e9},
		{"online-passes", 0, OPTION_NUMBER, &training->online_passes, "N",
			"the first N passes are in mini-batches (default: 1; vb, sparse 0)", 0, 1e9},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"passes", 0, OPTION_NUMBER, &training->passes, "N",
			"over the corpus (default: 20; with --add 5)", 0, 1e9},
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_RENEW(&options->growth, " (default)"),
		{"seed", 0, OPTION_NUMBER, &training->recipe.seed, "N",
			"of the random topics (default: 1)", 0, 0},
		OPTION_ROW_SEEDS(&options->hints),
		OPTION_ROW_START(&options->hints),
		{"stop", 0, OPTION_REAL, &training->stop, "T",
			"stop where a pass changes the score by less, relative (default: 0, never)", 0, 1},
		{"tolerance", 0, OPTION_REAL, &training->effort.tolerance, "T",
			"stop where a topic's tokens change by less on average (default: cvb0 0, vb 0.001)",
			0, 1e9},
		{"topics", 'k', OPTION_NUMBER, &options->topics, "K",
			"number of topics (gensim: num_topics)", 1, 1e6},
		{0}};
	const struct command command = {.name = "lda-train", .operands = "[SHARD...]",
		.input = "the corpus",
		.makes = "topics", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
