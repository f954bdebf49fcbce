/* lda-init - starts a topic model. */
#include "base/fault.h"
#include "growth.h"
#include "hints.h"
#include "lda/anchors.h"
#include "lda/start.h"
#include "lda/topics.h"
#include "program.h"
#include "stream/vocabfile.h"

#include <string.h>

#define UNSET UINT64_MAX

struct settings {
	struct shared_options shared;
	struct lda_recipe recipe;
	uint64_t topics;
	const char *inference, *alpha, *eta, *form;
	struct hints hints;
	const char *add;
	struct growth growth;
	bool weights;
};

static int take_recipe(struct settings *settings, struct fault *fault)
{
	struct lda_recipe *recipe = &settings->recipe;

	recipe->topics = (size_t)settings->topics;
	recipe->inference = settings->inference && strcmp(settings->inference, "vb") == 0
		? LDA_VB : LDA_CVB0;
	return hints_recipe(&settings->hints, recipe, settings->alpha, settings->eta,
		settings->form, fault);
}

/* Random topics, of the vocabulary of the one operand. */
static int start_dense(struct settings *settings, struct lda_model *model,
	struct vocabulary *vocabulary, struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;

	if (operands->count > 1)
		return fault_set(fault, FAULT_USAGE,
			"a dense model takes one vocabulary: one operand");
	return vocabfile_read(vocabulary, operands->word[0], fault)
		|| hints_read(&settings->hints, &settings->recipe, vocabulary, fault)
		|| lda_model_start(model, &settings->recipe, vocabulary->size,
			lda_topics_vocabulary_tokens(vocabulary), settings->shared.threads, fault) ? -1 : 0;
}

/* From the documents of the operands. */
static int start_documents(struct settings *settings, struct lda_model *model,
	struct vocabulary *vocabulary, struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;
	bool anchors = settings->recipe.start == LDA_BEGIN_ANCHORS;
	uint64_t memory = anchors ? (uint64_t)1 << 30 : 0; /* 0: one pass */
	int threads = settings->shared.threads, failed;
	struct lda_feed feed = {0};

	failed = lda_feed_open(&feed, operands->word, operands->count, false, memory, threads, fault)
		|| hints_read(&settings->hints, &settings->recipe, &feed.vocabulary, fault)
		|| (anchors ? lda_anchors_start : lda_start)(model, &settings->recipe, &feed, threads,
			fault);
	*vocabulary = feed.vocabulary;
	feed.vocabulary = (struct vocabulary){0};
	lda_feed_close(&feed);
	if (failed && fault->kind == FAULT_DATA)
		(void)fault_add(fault, ": %s starts from a corpus, not from a vocabulary: give one%s",
			anchors ? "--start anchors" : "a sparse model", anchors ? "" : ", or --form dense");
	return failed;
}

static int check(const struct settings *settings, struct fault *fault)
{
	bool grows = settings->growth.grow, renews = settings->growth.renew;

	if (!settings->add && settings->topics == 0)
		return fault_set(fault, FAULT_USAGE, "-k is missing: the number of topics");
	if (!settings->add && (grows || renews))
		return fault_set(fault, FAULT_USAGE, "--grow and --renew go with --add");
	if (settings->weights && !renews)
		return fault_set(fault, FAULT_USAGE, "--allow-weights goes with --renew");
	if (settings->add && grows == renews)
		return fault_set(fault, FAULT_USAGE, "--add goes with one of --grow and --renew");
	if (settings->add && (settings->topics || settings->alpha || settings->eta
			|| settings->form || settings->hints.start || settings->hints.seed_file
			|| settings->hints.label_file
			|| settings->inference || settings->recipe.seed != UNSET))
		return fault_set(fault, FAULT_USAGE, "-k, inference, priors, form, seed, seeds and "
			"labels are of a new model, and --add has one");
	return 0;
}

/* The words of a vocabulary, or of corpora's. */
static int grow(const struct settings *settings, struct lda_topics *topics, struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;
	struct vocabulary vocabulary = {0};
	size_t i = 0;
	int failed = 0;

	do {
		failed = vocabfile_read(&vocabulary, operands->count ? operands->word[i] : NULL, fault)
			|| growth_words(topics, &vocabulary, settings->shared.threads, fault);
		vocabulary_release(&vocabulary);
	} while (!failed && ++i < operands->count);
	return failed;
}

/* A model that documents are to be added to. */
static int prepare(struct settings *settings, struct fault *fault)
{
	const struct shared_options *shared = &settings->shared;
	struct lda_topics topics = {0};
	struct lda_feed feed = {0};
	struct sink sink = {0};
	int failed = lda_topics_read(&topics, settings->add, shared->threads, fault)
		|| (settings->growth.grow ? grow(settings, &topics, fault)
			: growth_open(&settings->growth, &topics, &feed, &shared->operands,
				settings->weights, (uint64_t)1 << 30, shared->threads, fault))
		|| program_sink(&sink, shared, fault)
		|| lda_topics_write(&topics.model, &topics.vocabulary, topics.weighting,
			&topics.history, NULL, &sink, fault);

	sink_release(&sink);
	lda_feed_close(&feed);
	growth_release(&settings->growth);
	lda_topics_release(&topics);
	return failed;
}

static int start(struct settings *settings, struct fault *fault)
{
	struct vocabulary vocabulary = {0};
	struct lda_model model = {0};
	struct sink sink = {0};
	int failed = take_recipe(settings, fault)
		|| (settings->recipe.start == LDA_BEGIN_ANCHORS
			|| lda_recipe_sparse(&settings->recipe, false) ? start_documents : start_dense)(
			settings, &model, &vocabulary, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| lda_topics_write(&model, &vocabulary, "counts", NULL, NULL, &sink, fault);
	sink_release(&sink);
	hints_release(&settings->hints);
	lda_model_release(&model);
	vocabulary_release(&vocabulary);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;

	if (check(settings, fault))
		return -1;
	if (settings->recipe.seed == UNSET)
		settings->recipe.seed = 1;
	return (settings->add ? prepare : start)(settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.recipe = {.seed = UNSET,
		.discount = LDA_DISCOUNT_AUTO}};
	const struct option_row rows[] = {
		{"add", 0, OPTION_INPUT, &settings.add, "TOPICS",
			"not a new model: this one, for documents that are to be added", 0, 0},
		{"allow-weights", 0, OPTION_FLAG, &settings.weights, NULL,
			"with --renew: take weights (tf-idf, ...) for counts", 0, 0},
		{"alpha", 0, OPTION_TEXT, &settings.alpha, "ALPHA",
			"documents' prior: auto (default; vb: symmetric), symmetric, asymmetric, a number",
			0, 0},
		OPTION_ROW_DISCOUNT(&settings.recipe),
		{"eta", 0, OPTION_TEXT, &settings.eta, "ETA",
			"topics' prior (elsewhere beta): symmetric (default), auto, or a number", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"form", 0, OPTION_CHOICE, &settings.form, "auto|dense|sparse",
			"of the model (default: auto, sparse from 200 topics)", 0, 0},
		OPTION_ROW_GROW(&settings.growth),
		{"inference", 0, OPTION_CHOICE, &settings.inference, "cvb0|vb",
			"collapsed or plain variational Bayes (default: cvb0)", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_LABELS(&settings.hints),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_RENEW(&settings.growth, ""),
		{"seed", 0, OPTION_NUMBER, &settings.recipe.seed, "N",
			"of the random topics (default: 1)", 0, 0},
		OPTION_ROW_START(&settings.hints),
		OPTION_ROW_SEEDS(&settings.hints),
		{"topics", 'k', OPTION_NUMBER, &settings.topics, "K",
			"number of topics (gensim: num_topics)", 1, 1e6},
		{0}};
	const struct command command = {.name = "lda-init", .operands = "[CORPUS...|VOCAB]",
		.input = "the corpus", .makes = "topics", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
