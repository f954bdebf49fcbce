/* lda-eval - how well a topic model predicts held-out words. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/number.h"
#include "inference.h"
#include "lda/expect.h"
#include "lda/judgement.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/topics.h"
#include "num/special.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct inference_options options;
	bool bound;
	const char *alpha, *against;
	double uniform, documents;
};

struct work {
	const struct settings *settings;
	struct lda_topics topics, against;
	struct lda_feed feed;
	struct lda_statistics statistics;
	struct lda_scores scores[2];
	struct bytes text;
};

/* The documents' prior for the evaluation: size K, freed by the caller. */
static double *make_alpha(const struct settings *settings, const struct lda_model *model,
	struct fault *fault)
{
	const char *text = settings->alpha;
	double value = 1 / (double)model->topics, *alpha;
	bool own = text && strcmp(text, "model") == 0;
	size_t k;

	if (text && !own && (!number_parse_real(text, strlen(text), &value)
			|| !(value >= 1e-6 && value <= 1e6))) {
		(void)fault_set(fault, FAULT_USAGE,
			"--alpha: '%s' is not 'model' and no number from 1e-6 to 1e6", text);
		return NULL;
	}
	alpha = memory_zeroed(model->topics, sizeof *alpha, fault);
	for (k = 0; alpha && k < model->topics; k++)
		alpha[k] = own ? model->alpha[k] : value;
	return alpha;
}

static int put_figures(struct work *work, struct fault *fault)
{
	struct lda_judgement one, other, difference;

	if (lda_judgement(&work->scores[0], NULL, &one, fault)
		|| lda_judgement_put(&one, &work->scores[0], &work->text, fault))
		return -1;
	if (!work->settings->against)
		return 0;
	return lda_judgement(&work->scores[1], NULL, &other, fault)
		|| lda_judgement(&work->scores[0], &work->scores[1], &difference, fault)
		|| lda_judgement_put_difference(&difference, &other, &work->text, fault) ? -1 : 0;
}

static int completion(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	const struct inference_options *options = &settings->options;
	const struct lda_model *const models[2] = {&work->topics.model, &work->against.model};
	size_t count = settings->against ? 2 : 1, i;
	struct lda_heldout heldout[2] = {{0}};
	double *alpha[2] = {NULL, NULL};
	int failed = 0;

	for (i = 0; i < count && !failed; i++) {
		alpha[i] = make_alpha(settings, models[i], fault);
		heldout[i] = (struct lda_heldout){.alpha = alpha[i],
			.uniform = settings->uniform >= 0 ? settings->uniform : 1e-4,
			.iterations = options->effort.iterations ? options->effort.iterations : 50};
		failed = !alpha[i];
	}
	failed = failed || lda_heldout_score(models, heldout, count, &work->feed,
			options->shared.threads, work->scores, fault)
		|| put_figures(work, fault);
	free(alpha[0]);
	free(alpha[1]);
	return failed ? -1 : 0;
}

/* The model, the other one if given, and the documents. */
static int open_all(struct work *work, struct fault *fault)
{
	const struct inference_options *options = &work->settings->options;
	const char *path = work->settings->against;

	if (inference_open(options, &work->topics, &work->feed, fault))
		return -1;
	return path && (lda_topics_read(&work->against, path, options->shared.threads, fault)
		|| lda_topics_check_vocabulary(&work->against, &work->topics.vocabulary, options->model,
			fault)) ? -1 : 0;
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
	if (lda_mstep_bound(model, threads, &of_topics, fault)
		|| lda_expect(model, &work->feed, &effort, NULL, threads, statistics, fault))
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

	if (settings->bound && (settings->alpha || settings->uniform >= 0 || settings->against))
		return fault_set(fault, FAULT_USAGE,
			"--alpha, --against and --uniform don't go with --bound");
	if (!settings->bound && (settings->documents > 0 || options->effort.tolerance >= 0))
		return fault_set(fault, FAULT_USAGE, "--corpus-docs and --tolerance go with --bound");
	failed = open_all(&work, fault)
		|| (settings->bound ? bound(&work, fault) : completion(&work, fault))
		|| program_write(&work.text, &options->shared, fault);
	bytes_release(&work.text);
	lda_heldout_release(&work.scores[0]);
	lda_heldout_release(&work.scores[1]);
	lda_statistics_release(&work.statistics);
	lda_feed_close(&work.feed);
	lda_topics_release(&work.topics);
	lda_topics_release(&work.against);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.options = INFERENCE_OPTIONS, .uniform = -1};
	struct inference_options *options = &settings.options;
	const struct option_row rows[] = {
		{"against", 0, OPTION_INPUT, &settings.against, "TOPICS",
			"another model: the paired difference as well", 0, 0},
		OPTION_ROW_WEIGHTS(options),
		{"alpha", 0, OPTION_TEXT, &settings.alpha, "A",
			"documents' prior: a number, or model for the model's own (default: 1/K)", 0, 0},
		{"bound", 0, OPTION_FLAG, &settings.bound, NULL,
			"the variational bound instead (vb)", 0, 0},
		{"corpus-docs", 0, OPTION_REAL, &settings.documents, "D",
			"bound: documents that these are a sample of (default: their number)", 1, 1e15},
		OPTION_ROW_FORCE_TEXT(&options->shared),
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
		.input = "the corpus", .makes = "text", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &options->shared, run, &settings);
}
