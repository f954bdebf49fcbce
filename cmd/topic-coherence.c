/* topic-coherence - how well the first words of topics go together. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "lda/topics.h"
#include "program.h"
#include "text/stoplist.h"
#include "topic/coherencetext.h"

#include <stdlib.h>

struct settings {
	struct shared_options shared;
	const char *measure, *model, *topics;
	uint64_t top, window;
	bool texts, as_gensim;
	struct text_arguments text;
	struct token_arguments tokens;
};

struct work {
	struct lda_topics model;
	struct coherence_topics topics;
	struct coherence_counts counts;
	const struct coherence_measure *measure;
	size_t window;
	bool texts;
};

/* An option that only texts take. */
static bool given_text(const struct settings *settings)
{
	const struct text_arguments *text = &settings->text;
	const struct token_arguments *tokens = &settings->tokens;

	return text->input || text->files0 || text->document_most || tokens->words || tokens->cjk
		|| tokens->stop.count || tokens->stem || tokens->inside || tokens->fold
		|| tokens->no_numbers || tokens->least || tokens->most || tokens->ngrams;
}

static int check(struct work *work, const struct settings *settings, struct fault *fault)
{
	if (!settings->model == !settings->topics)
		return fault_set(fault, FAULT_USAGE, "the topics are missing: give --model or --topics");
	work->measure = coherence_find(settings->measure);
	if (!work->measure->documents && !settings->texts)
		return fault_set(fault, FAULT_USAGE, "%s looks at windows of words, whose order a "
			"corpus has lost: give the texts, with --texts", settings->measure);
	if (settings->texts && !work->measure->windows)
		return fault_set(fault, FAULT_USAGE, "%s counts documents: give the corpus, without "
			"--texts", settings->measure);
	if (!settings->texts && (settings->window || settings->as_gensim || given_text(settings)))
		return fault_set(fault, FAULT_USAGE,
			"windows, and options of texts and tokens, go with --texts");
	work->texts = settings->texts;
	work->window = settings->window ? (size_t)settings->window : work->measure->window;
	return 0;
}

static int take_topics(struct work *work, const struct settings *settings,
	struct fault *fault)
{
	const struct lda_model *model = &work->model.model;

	if (settings->topics)
		return coherence_topics_from_file(&work->topics, settings->topics, (size_t)settings->top,
			fault);
	if (lda_topics_read(&work->model, settings->model, settings->shared.threads, fault))
		return -1;
	return coherence_topics_from_model(&work->topics, model, (size_t)settings->top,
		&work->model.vocabulary, fault);
}

static int count_texts(struct work *work, const struct settings *settings,
	struct fault *fault)
{
	struct stopset stop = {0};
	struct tokenrule rule;
	struct documents *documents = NULL;
	int failed = stoplist_resolve(&rule, &stop, &settings->tokens,
		work->model.vocabulary.tokenizer, fault);

	if (!failed)
		documents = documents_open(&settings->text, settings->shared.operands.word,
			settings->shared.operands.count, fault);
	failed = !documents
		|| coherence_text_documents(&work->counts, documents, &rule, &stop,
			&work->model.vocabulary, work->window, settings->as_gensim,
			settings->shared.threads, fault);
	documents_close(documents);
	stopset_release(&stop);
	return failed;
}

static int count_corpus(struct work *work, const struct settings *settings,
	struct fault *fault)
{
	struct source source;
	int failed;

	if (program_source(&source, KIND_CORPUS, &settings->shared, fault))
		return -1;
	failed = coherence_text_corpus(&work->counts, &source, settings->shared.threads,
		fault);
	source_close(&source);
	return failed;
}

/* A note on words of topics that the reference does not have and that are left out. */
static int tell_unseen(const struct work *work, struct fault *fault)
{
	struct missing unseen = {0};
	struct bytes text = {0};
	int failed = coherence_unseen(&work->counts, &unseen, fault)
		|| missing_text(&unseen, work->texts ? "the texts" : "the corpus", &text, fault);

	if (!failed && text.size)
		program_note("words of the topics that never occur are left out: %s", text.data);
	missing_release(&unseen);
	bytes_release(&text);
	return failed;
}

static int format(const struct work *work, const struct settings *settings,
	const double *value, struct bytes *text, struct fault *fault)
{
	size_t without;

	if (bytes_printf(text, fault, "#measure\t%s\n#words\t%llu\n#windows\t%llu\n",
		    settings->measure, (unsigned long long)settings->top,
		    (unsigned long long)work->counts.windows)
		|| (settings->texts ? bytes_printf(text, fault, "#window\t%zu tokens\n", work->window)
				    : bytes_printf(text, fault, "#window\tdocument\n")))
		return -1;
	if (coherence_table(&work->counts, value, &work->model.model.seeds.names, text, &without,
			fault))
		return -1;
	if (without)
		program_note("%zu of %zu topics have less than two words that occur, and so no "
			"coherence: the mean is of the others", without, work->topics.count);
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {0};
	struct bytes text = {0};
	double *value = NULL;
	int failed = check(&work, settings, fault) || take_topics(&work, settings, fault)
		|| coherence_counts_init(&work.counts, &work.topics, fault)
		|| !(value = memory_zeroed(work.topics.count, sizeof *value, fault))
		|| (settings->texts ? count_texts(&work, settings, fault)
				    : count_corpus(&work, settings, fault))
		|| coherence_measure(&work.counts, work.measure, value, fault)
		|| tell_unseen(&work, fault) || format(&work, settings, value, &text, fault)
		|| program_write(&text, &settings->shared, fault);

	bytes_release(&text);
	free(value);
	coherence_counts_release(&work.counts);
	coherence_topics_release(&work.topics);
	lda_topics_release(&work.model);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.measure = "npmi", .top = 10};
	const struct option_row rows[] = {
		{"as-gensim", 0, OPTION_FLAG, &settings.as_gensim, NULL,
			"count windows as gensim 4 does, which drops words too early", 0, 0},
		OPTION_ROW_FAIL_EMPTY(&settings.text),
		OPTION_ROWS_TEXT(&settings.text),
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"measure", 0, OPTION_CHOICE, &settings.measure, COHERENCE_NAMES,
			"what is computed (gensim: coherence, c_npmi; default: npmi)", 0, 0},
		{"model", 0, OPTION_INPUT, &settings.model, "TOPICS", "the model", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"texts", 0, OPTION_FLAG, &settings.texts, NULL,
			"operands are texts, not corpora: windows of words", 0, 0},
		OPTION_ROWS_TOKENS(&settings.tokens),
		{"topics", 0, OPTION_INPUT, &settings.topics, "FILE",
			"instead of a model: a topic a line, its words in order", 0, 0},
		{"window", 0, OPTION_NUMBER, &settings.window, "N",
			"tokens of a window (default: npmi 10, c_v 110)", 1, 1e9},
		{"top", 'n', OPTION_NUMBER, &settings.top, "N",
			"words of a topic (gensim: topn; default: 10)", 2, 1000},
		{0}};
	const struct command command = {.name = "topic-coherence", .operands = "[CORPUS...]",
		.input = "the documents", .makes = "text", .rows = rows,
		.note = "Without --texts operands are corpora, and a window is a document.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
