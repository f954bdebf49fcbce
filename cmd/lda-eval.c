/* lda-eval - how well a topic model predicts held-out words. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/number.h"
#include "inference.h"
#include "lda/expect.h"
#include "lda/heldout.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/topicsfile.h"
#include "num/special.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct inference_options options;
	bool bound;
	const char *alpha;
	double uniform, documents;
};

struct work {
	const struct settings *settings;
	struct lda_topics topics;
	struct lda_feed feed;
	struct lda_statistics statistics;
	struct bytes text;
};

static int fill_alpha(const struct work *work, double *alpha, struct fault *fault)
{
	const struct lda_model *model = &work->topics.model;
	const char *text = work->settings->alpha;
	double value = 1 / (double)model->topics;
	size_t k;

	if (text && strcmp(text, "model") != 0
		&& (!number_parse_real(text, strlen(text), &value)
			|| !(value >= 1e-6 && value <= 1e6)))
		return fault_set(fault, FAULT_USAGE,
			"--alpha: '%s' is not 'model' and no number from 1e-6 to 1e6", text);
	for (k = 0; k < model->topics; k++)
		alpha[k] = text && strcmp(text, "model") == 0 ? model->alpha[k] : value;
	return 0;
}

static int completion(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	const struct inference_options *options = &settings->options;
	double *alpha = memory_zeroed(work->topics.model.topics, sizeof *alpha, fault);
	struct lda_heldout heldout = {.alpha = alpha,
		.uniform = settings->uniform >= 0 ? settings->uniform : 1e-4,
		.iterations = options->effort.iterations ? options->effort.iterations : 50};
	struct lda_score score;
	double each;
	int failed = !alpha || fill_alpha(work, alpha, fault)
		|| lda_heldout_score(&work->topics.model, &heldout, &work->feed,
			options->shared.threads, &score, fault);

	free(alpha);
	if (failed)
		return -1;
	if (score.predicted == 0)
		return fault_set(fault, FAULT_DATA, "no document of two tokens: nothing to predict");
	each = score.likelihood / score.predicted;
	return bytes_printf(&work->text, fault,
		"documents\t%llu\tscored of %llu\ntokens\t%.0f\tobserved\ntokens\t%.0f\tpredicted\n"
		"completion\t%.6f\tnats a word\nperplexity\t%.3f\tof predicted words\n",
		(unsigned long long)score.scored, (unsigned long long)score.documents,
		score.observed, score.predicted, each, special_exp(-each));
}

/* The bound of a corpus of which the documents given are a sample. */
static int bound(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	struct lda_statistics *statistics = &work->statistics;
	const struct lda_model *model = &work->topics.model;
	struct lda_effort effort = settings->options.effort;
	int threads = settings->options.shared.threads;
	double of_topics, of_documents, tokens, ratio = 1;

	if (model->inference != LDA_VB)
		return fault_set(fault, FAULT_USAGE,
			"--bound is of models with vb inference, and this one is cvb0");
	effort.bound = true;
	if (lda_topics_bound(model, threads, &of_topics, fault)
		|| lda_expect(model, &work->feed, &effort, threads, statistics, fault))
		return -1;
	tokens = (double)statistics->tokens * LDA_GRID;
	if (!(tokens > 0))
		return fault_set(fault, FAULT_DATA, "no document with words");
	if (settings->documents > 0)
		ratio = settings->documents / (double)statistics->documents;
	of_documents = (double)statistics->score * LDA_GRID;
	return bytes_printf(&work->text, fault,
		"documents\t%llu\tof them empty %llu\ntokens\t%.0f\tin them\n"
		"bound\t%.6f\tnats a word, documents and topics\n"
		"bound-documents\t%.6f\tnats a word\nperplexity\t%.3f\tat most, by the bound\n",
		(unsigned long long)statistics->documents, (unsigned long long)statistics->empty,
		tokens, (of_documents * ratio + of_topics) / (tokens * ratio),
		of_documents / tokens,
		special_exp(-(of_documents * ratio + of_topics) / (tokens * ratio)));
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct inference_options *options = &settings->options;
	struct work work = {.settings = settings};
	int failed;

	if (settings->bound && (settings->alpha || settings->uniform >= 0))
		return fault_set(fault, FAULT_USAGE, "--alpha and --uniform don't go with --bound");
	if (!settings->bound && (settings->documents > 0 || options->effort.tolerance >= 0))
		return fault_set(fault, FAULT_USAGE, "--corpus-docs and --tolerance go with --bound");
	failed = inference_open(options, &work.topics, &work.feed, fault)
		|| (settings->bound ? bound(&work, fault) : completion(&work, fault))
		|| program_write(&work.text, &options->shared, fault);
	bytes_release(&work.text);
	lda_statistics_release(&work.statistics);
	lda_feed_close(&work.feed);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.options = INFERENCE_OPTIONS, .uniform = -1};
	struct inference_options *options = &settings.options;
	const struct option_row rows[] = {
		OPTION_ROW_WEIGHTS(options),
		{"alpha", 0, OPTION_TEXT, &settings.alpha, "A",
			"documents' prior: a number, or model for the model's own (default: 1/K)", 0, 0},
		{"bound", 0, OPTION_FLAG, &settings.bound, NULL,
			"the variational bound instead (vb)", 0, 0},
		{"corpus-docs", 0, OPTION_REAL, &settings.documents, "D",
			"bound: these documents stand for so many (default: themselves)", 1, 1e15},
		OPTION_ROW_ITERATIONS(options, "50"),
		OPTION_ROW_THREADS(&options->shared),
		OPTION_ROW_MODEL(options),
		OPTION_ROW_OUTPUT(&options->shared),
		OPTION_ROWS_TALK(&options->shared),
		OPTION_ROW_TOLERANCE(options),
		{"uniform", 0, OPTION_REAL, &settings.uniform, "E",
			"share of the uniform distribution in each topic (default: 1e-4)", 0, 1},
		{0}};
	const struct command command = {.name = "lda-eval", .operands = "[CORPUS...]",
		.input = "the corpus", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &options->shared, run, &settings);
}
