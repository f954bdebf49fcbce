/* topic-diagnostics - measures that distinguish good topics from bad ones. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "lda/feed.h"
#include "program.h"
#include "topic/coherence.h"
#include "topic/diagnostics.h"

#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *model;
	uint64_t top;
	bool weights;
};

struct work {
	struct lda_topics topics;
	struct coherence_topics first;
	struct topic_diagnostics *one;
	uint64_t documents;
};

static int survey(struct work *work, const struct settings *settings, struct fault *fault)
{
	struct source source;
	int failed;

	if (settings->shared.operands.count == 0)
		return 0;
	if (program_source(&source, KIND_CORPUS, &settings->shared, fault))
		return -1;
	failed = lda_feed_check_values(&source, settings->weights, fault)
		|| lda_topics_check_vocabulary(&work->topics, &source.vocabulary, source_name(&source),
			fault)
		|| diagnostics_of_corpus(&work->topics, &source, work->one, &work->documents,
			settings->shared.threads, fault);
	source_close(&source);
	return failed ? -1 : 0;
}

static int format_topic(const struct work *work, size_t k, bool corpus, struct bytes *text,
	struct fault *fault)
{
	const struct topic_diagnostics *one = &work->one[k];
	const struct coherence_topics *first = &work->first;
	size_t i;

	if (topicnames_show(&work->topics.model.seeds.names, k, text, fault)
		|| bytes_printf(text, fault, "\t%.6g\t%.1f\t%.2f\t%.4f\t%.4f\t%.4f",
		    work->topics.model.alpha[k], one->tokens, one->effective, one->uniform,
		    one->corpus, one->exclusivity)
		|| (corpus && bytes_printf(text, fault, "\t%llu\t%llu\t%.4f",
			    (unsigned long long)one->first, (unsigned long long)one->documents,
			    one->entropy)))
		return -1;
	for (i = first->start[k]; i < first->start[k + 1]; i++)
		if (bytes_printf(text, fault, "%s%s", i > first->start[k] ? " " : "\t",
			    vocabulary_term(&first->words, first->word[i])))
			return -1;
	return bytes_append(text, "\n", 1, fault);
}

static int format(const struct work *work, const struct settings *settings,
	struct bytes *text, struct fault *fault)
{
	bool corpus = settings->shared.operands.count > 0;
	size_t k;

	if (bytes_printf(text, fault, "#topic\talpha\ttokens\teffective-words\tnats-from-uniform\t"
		    "nats-from-corpus\texclusivity%s\twords\n",
		    corpus ? "\tfirst-in\tdocuments\tentropy" : ""))
		return -1;
	for (k = 0; k < work->topics.model.topics; k++)
		if (format_topic(work, k, corpus, text, fault))
			return -1;
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {0};
	struct bytes text = {0};
	const struct lda_model *model = &work.topics.model;
	int failed = lda_topics_read(&work.topics, settings->model, settings->shared.threads,
			     fault)
		|| coherence_topics_from_model(&work.first, model, (size_t)settings->top,
			&work.topics.vocabulary, fault)
		|| !(work.one = memory_zeroed(model->topics, sizeof *work.one, fault))
		|| diagnostics_of_model(model, (size_t)settings->top, work.one, fault)
		|| survey(&work, settings, fault) || format(&work, settings, &text, fault)
		|| program_write(&text, &settings->shared, fault);
	bytes_release(&text);
	free(work.one);
	coherence_topics_release(&work.first);
	lda_topics_release(&work.topics);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.top = 10};
	const struct option_row rows[] = {
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"accept weights (tf-idf, ...) as counts", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "TOPICS",
			"the model, from lda-train or lda-mstep", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"top", 'n', OPTION_NUMBER, &settings.top, "N",
			"first words of a topic (default: 10)", 1, 1000},
		{0}};
	const struct command command = {.name = "topic-diagnostics", .operands = "[CORPUS...]",
		.input = "the corpus", .input_optional = true, .makes = "text", .rows = rows,
		.note = "With a corpus also where the topics occur in it.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
