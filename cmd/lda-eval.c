/* lda-eval - how well a topic model foretells unseen words. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/outfile.h"
#include "lda/estep.h"
#include "lda/heldout.h"
#include "lda/kernel.h"
#include "lda/mstep.h"
#include "lda/topicsfile.h"
#include "num/special.h"
#include "program.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	const char *model, *alpha;
	uint64_t iterations;
	double uniform, documents, tolerance;
	bool bound, weights;
	struct operands operands;
};

struct work {
	const struct settings *settings;
	struct lda_topics topics;
	struct lda_feed feed;
	struct lda_estep estep;
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
	double *alpha = memory_zeroed(work->topics.model.topics, sizeof *alpha, fault);
	struct lda_heldout heldout = {.alpha = alpha,
		.uniform = settings->uniform >= 0 ? settings->uniform : 1e-4,
		.iterations = settings->iterations ? settings->iterations : 50};
	struct lda_score score;
	double each;
	int failed = !alpha || fill_alpha(work, alpha, fault)
		|| lda_heldout_score(&work->topics.model, &heldout, &work->feed,
			(int)settings->shared.threads, &score, fault);

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

static int visit(void *context, const struct lda_chunk *chunk, struct fault *fault)
{
	struct work *work = context;

	return lda_estep_run(&work->estep, chunk, &work->statistics, fault);
}

/* The bound of a corpus of which the documents given are a sample. */
static int bound(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	struct lda_statistics *statistics = &work->statistics;
	struct lda_model *model = &work->topics.model;
	int threads = (int)settings->shared.threads;
	double of_topics, of_documents, tokens, ratio = 1;

	if (model->inference != LDA_VB)
		return fault_set(fault, FAULT_USAGE,
			"--bound is of models with vb inference, and this one is cvb0");
	if (lda_estep_init(&work->estep, model, threads, fault)
		|| lda_statistics_init(statistics, model->topics, model->terms, fault)
		|| lda_topics_bound(model, threads, &of_topics, fault))
		return -1;
	lda_estep_model(&work->estep, model);
	work->estep.inferrer.bound = true;
	if (settings->iterations)
		work->estep.inferrer.iterations = (size_t)settings->iterations;
	if (settings->tolerance >= 0)
		work->estep.inferrer.tolerance = settings->tolerance;
	if (lda_feed_pass(&work->feed, 0, visit, work, fault))
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

static int run(const struct settings *settings, struct fault *fault)
{
	struct work work = {.settings = settings};
	struct outfile out = {.descriptor = -1, .slot = -1};
	int threads = (int)settings->shared.threads, failed;

	if (!settings->model)
		return fault_set(fault, FAULT_USAGE, "which model? give --model");
	if (settings->bound && (settings->alpha || settings->uniform >= 0))
		return fault_set(fault, FAULT_USAGE, "--alpha and --uniform don't go with --bound");
	if (!settings->bound && (settings->documents > 0 || settings->tolerance >= 0))
		return fault_set(fault, FAULT_USAGE, "--corpus-docs and --tolerance go with --bound");
	failed = lda_topics_read(&work.topics, settings->model, threads, fault)
		|| lda_feed_open(&work.feed, settings->operands.word, settings->operands.count,
			settings->weights, 0, threads, fault)
		|| lda_check_vocabulary(&work.topics, &work.feed.vocabulary, fault)
		|| (settings->bound ? bound(&work, fault) : completion(&work, fault))
		|| outfile_open(&out, settings->shared.output, fault)
		|| outfile_write(&out, work.text.data, work.text.size, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	bytes_release(&work.text);
	lda_statistics_release(&work.statistics);
	lda_estep_release(&work.estep);
	lda_feed_close(&work.feed);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.uniform = -1, .tolerance = -1};
	const struct option_row rows[] = {
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"bound: take weights (tf-idf, ...) for counts", 0, 0},
		{"alpha", 0, OPTION_TEXT, &settings.alpha, "A",
			"documents' prior: a number, or model for the model's own (default: 1/K)", 0, 0},
		{"bound", 0, OPTION_FLAG, &settings.bound, NULL,
			"the variational bound instead (vb)", 0, 0},
		{"corpus-docs", 0, OPTION_REAL, &settings.documents, "D",
			"bound: these documents stand for so many (default: themselves)", 1, 1e15},
		{"iterations", 0, OPTION_NUMBER, &settings.iterations, "N",
			"on a document (default: 50)", 1, 1e6},
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_TEXT, &settings.model, "TOPICS", "the model", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"tolerance", 0, OPTION_REAL, &settings.tolerance, "T",
			"bound: stop where a topic's tokens change by less (default: 0.001)", 0, 1e9},
		{"uniform", 0, OPTION_REAL, &settings.uniform, "E",
			"share of the uniform distribution in each topic (default: 1e-4)", 0, 1},
		{0}};
	const struct command command = {"lda-eval",
		"how well a topic model foretells unseen words", "[CORPUS...]", rows, "", 0,
		OPTIONS_ANY, NULL};
	struct fault fault = {0};
	int failed;

	program_start(&command, argc, argv, &settings.shared, &settings.operands);
	failed = run(&settings, &fault);
	free(settings.operands.word);
	return program_end(failed, &fault);
}
