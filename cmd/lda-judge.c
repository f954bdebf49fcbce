/* lda-judge - judges a topic model in all respects that a choice among many needs. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "lda/feed.h"
#include "lda/topics.h"
#include "program.h"
#include "topic/best.h"
#include "topic/coherencetext.h"
#include "topic/diagnostics.h"
#include "topic/judged.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITERATIONS = 50 }; /* as lda-eval */
static const double uniform = 1e-4;

struct settings {
	struct shared_options shared;
	const char *model, *heldout;
	uint64_t top;
};

struct work {
	const struct settings *settings;
	struct lda_topics topics;
	struct judged judged;
};

static void name_model(const struct lda_model *model, struct judged *judged)
{
	static const char *const kinds[] = {"symmetric", "asymmetric", "auto"};

	judged->topics = model->topics;
	judged->seed = model->seed;
	(void)snprintf(judged->inference, sizeof judged->inference, "%s",
		lda_model_inference_name(model->inference));
	if (model->alpha_kind == ALPHA_GIVEN)
		(void)snprintf(judged->alpha, sizeof judged->alpha, "%.6g", model->alpha[0]);
	else
		(void)snprintf(judged->alpha, sizeof judged->alpha, "%s",
			kinds[model->alpha_kind]);
}

static int complete(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	const struct lda_model *model = &work->topics.model;
	struct lda_heldout heldout = {.uniform = uniform, .iterations = ITERATIONS};
	struct lda_feed feed = {.paths = NULL};
	double *alpha = memory_zeroed(model->topics, sizeof *alpha, fault);
	size_t k;
	int failed = !alpha;

	for (k = 0; !failed && k < model->topics; k++)
		alpha[k] = 1 / (double)model->topics;
	heldout.alpha = alpha;
	failed = failed || lda_feed_open(&feed, &settings->heldout, 1, false, 0,
			settings->shared.threads, fault)
		|| lda_topics_check_vocabulary(&work->topics, &feed.vocabulary, settings->heldout,
			fault)
		|| lda_heldout_score(&model, &heldout, 1, &feed, settings->shared.threads,
			&work->judged.scores, fault);
	work->judged.heldout = feed.digest;
	lda_feed_close(&feed);
	free(alpha);
	return failed ? -1 : 0;
}

static double mean_of(const double *value, size_t count)
{
	double sum = 0;
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		if (!isnan(value[i])) {
			sum += value[i];
			n++;
		}
	return n ? sum / (double)n : NAN;
}

static int cohere(struct work *work, struct fault *fault)
{
	const struct settings *settings = work->settings;
	struct coherence_topics first = {0};
	struct coherence_counts counts = {0};
	struct source source = {0};
	double *value = memory_zeroed(work->topics.model.topics, sizeof *value, fault);
	int failed = !value
		|| coherence_topics_from_model(&first, &work->topics.model, (size_t)settings->top,
			&work->topics.vocabulary, fault)
		|| coherence_counts_init(&counts, &first, fault)
		|| program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| lda_topics_check_vocabulary(&work->topics, &source.vocabulary,
			source_name(&source), fault)
		|| coherence_text_corpus(&counts, &source, settings->shared.threads, fault)
		|| coherence_measure(&counts, coherence_find("npmi"), value, fault);

	if (!failed)
		work->judged.npmi = mean_of(value, first.count);
	source_close(&source);
	coherence_counts_release(&counts);
	coherence_topics_release(&first);
	free(value);
	return failed ? -1 : 0;
}

static int exclude(struct work *work, struct fault *fault)
{
	size_t topics = work->topics.model.topics, k;
	struct topic_diagnostics *one = memory_zeroed(topics, sizeof *one, fault);
	double sum = 0;
	int failed = !one || diagnostics_of_model(&work->topics.model,
		(size_t)work->settings->top, one, fault);

	for (k = 0; !failed && k < topics; k++)
		sum += one[k].exclusivity;
	work->judged.exclusivity = sum / (double)topics;
	free(one);
	return failed ? -1 : 0;
}

static int take_first(struct work *work, struct fault *fault)
{
	const struct lda_model *model = &work->topics.model;
	struct judged *judged = &work->judged;
	struct lda_rows rows = {.model = NULL};
	struct best best = {0};
	float *row = memory_aligned(model->stride, sizeof *row, fault);
	size_t term, k, i;
	int failed = !row || lda_model_rows_init(&rows, model, fault)
		|| best_init(&best, model->topics, JUDGED_WORDS, false, fault)
		|| !(judged->first = memory_zeroed(model->topics,
			JUDGED_WORDS * sizeof *judged->first, fault))
		|| !(judged->count = memory_zeroed(model->topics, sizeof *judged->count, fault));

	for (term = 0; !failed && term < model->terms; term++) {
		const float *lambda = lda_model_rows_take(&rows, term, row);

		for (k = 0; k < model->topics; k++)
			(void)best_offer(&best, k, term, (double)lambda[k]);
	}
	if (!failed)
		best_sort(&best);
	for (k = 0; !failed && k < model->topics; k++) {
		judged->count[k] = best.count[k];
		for (i = 0; i < best.count[k]; i++)
			judged->first[k * JUDGED_WORDS + i] = (uint32_t)best_list(&best, k)[i].item;
	}
	best_release(&best);
	lda_model_rows_release(&rows);
	free(row);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {.settings = settings};
	struct bytes text = {0};
	int failed = lda_topics_read(&work.topics, settings->model, settings->shared.threads, fault);

	if (!failed) {
		name_model(&work.topics.model, &work.judged);
		work.judged.terms = work.topics.vocabulary.terms;
		failed = complete(&work, fault) || cohere(&work, fault) || exclude(&work, fault)
			|| take_first(&work, fault) || judged_put(&work.judged, &text, fault)
			|| program_write(&text, &settings->shared, fault);
	}
	bytes_release(&text);
	judged_release(&work.judged);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.top = 10};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"heldout", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.heldout, "CORPUS",
			"documents that the model was not trained on", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "TOPICS",
			"the model; - for standard input", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"top", 'n', OPTION_NUMBER, &settings.top, "N",
			"first words of a topic, for npmi and exclusivity (default: 10)", 2, 1000},
		{0}};
	const struct command command = {.name = "lda-judge", .operands = "CORPUS...",
		.input = "the documents of npmi", .makes = "text", .rows = rows,
		.note = "The corpus, usually that of the training, counts words that occur together.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
