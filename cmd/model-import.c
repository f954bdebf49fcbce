/* model-import - topics or factors that another program trained. */
#include "base/fault.h"
#include "base/input.h"
#include "base/number.h"
#include "format/columns.h"
#include "format/foreignmodel.h"
#include "lda/topics.h"
#include "program.h"
#include "stream/vocabseal.h"
#include "topic/imported.h"

#include <stdio.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	const char *from, *vocabulary, *values, *inference, *sigma, *weighting, *prior;
	double alpha, eta;
};

/* The words: those of --vocab, or those that the file brought. */
static int take_words(const struct settings *settings, struct foreign_model *model,
	struct vocabulary *vocabulary, struct fault *fault)
{
	if (settings->vocabulary)
		return 0;
	if (model->words.size)
		return columns_list_terms(vocabulary, &model->words, model->terms, fault)
			? fault_at(fault, "%s", input_name(settings->shared.operands.word[0])) : 0;
	return columns_number_terms(vocabulary, model->terms, 0, fault)
		|| vocabseal(vocabulary, fault) ? -1 : 0;
}

static void tell(const struct settings *settings, const struct foreign_model *model,
	const struct imported *imported)
{
	const char *path = input_name(settings->shared.operands.word[0]);

	if (strcmp(settings->values, "auto") == 0 && model->meaning == MEANING_AUTO)
		program_note("%s: %zu topics of %zu words; values taken as %s (--values says what "
			"they are)", path, model->topics, model->terms,
			imported_meaning_name(imported->meaning));
	if (model->unused)
		program_note("%s: %llu rows beyond the words of --vocab were left out", path,
			(unsigned long long)model->unused);
	if (imported->mixed)
		program_note("%s: %zu topics give a word no probability: they were mixed with %g of "
			"the uniform distribution", path, imported->mixed, IMPORTED_UNIFORM);
}

/* MALLET samples, which cvb0 is nearest to; the others infer by variational Bayes. */
static enum lda_inference inference(const struct settings *settings)
{
	if (settings->inference)
		return strcmp(settings->inference, "vb") == 0 ? LDA_VB : LDA_CVB0;
	return strcmp(settings->from, "mallet") == 0 ? LDA_CVB0 : LDA_VB;
}

static int import_topics(const struct settings *settings, struct vocabulary *vocabulary,
	struct fault *fault)
{
	struct foreign_model from = {.terms = vocabulary->size};
	struct imported imported = {.alpha = settings->alpha, .eta = settings->eta,
		.meaning = imported_meaning_find(settings->values),
		.inference = inference(settings),
		.threads = settings->shared.threads};
	const char *path = settings->shared.operands.word[0];
	struct lda_model model = {0};
	struct sink sink = {0};
	int failed = foreignmodel_find(settings->from)->read(&from, path, fault)
		|| take_words(settings, &from, vocabulary, fault)
		|| (settings->prior && !(settings->alpha > 0) /* no number: a file */
			&& foreignmodel_alpha(&from, settings->prior, fault));

	if (!failed && imported_topics(&model, &from, &imported, fault))
		failed = fault_at(fault, "%s", input_name(path));
	failed = failed || program_sink(&sink, &settings->shared, fault)
		|| lda_topics_write(&model, vocabulary, "counts", NULL, NULL, &sink, fault);
	if (!failed)
		tell(settings, &from, &imported);
	sink_release(&sink);
	lda_model_release(&model);
	foreignmodel_release(&from);
	return failed;
}

/* U is the operand, terms x k. */
static int import_factors(const struct settings *settings, struct vocabulary *vocabulary,
	struct fault *fault)
{
	const char *path = settings->shared.operands.word[0];
	struct header header = {.kind = KIND_FACTORS};
	struct npyin u = {0}, sigma = {0};
	struct factors factors = {0};
	int failed = npyin_read(&u, path, fault) || npyin_read(&sigma, settings->sigma, fault);

	if (!failed && !vocabulary->size)
		failed = columns_number_terms(vocabulary, u.rows, 0, fault)
			|| vocabseal(vocabulary, fault);
	if (!failed && u.rows != vocabulary->size)
		failed = fault_set(fault, FAULT_DATA, "%s: U has %zu rows, and --vocab %zu terms",
			input_name(path), u.rows, vocabulary->size);
	if (!failed && imported_factors(&factors, &u, &sigma, fault))
		failed = fault_at(fault, "%s", input_name(path));
	(void)snprintf(header.weighting, sizeof header.weighting, "%s", settings->weighting);
	failed = failed || factors_write(&factors, VALUES_F32, &header, vocabulary,
		"lsi imported", settings->shared.output, settings->shared.force, fault);
	factors_release(&factors);
	npyin_release(&sigma);
	npyin_release(&u);
	return failed;
}

static int check(const struct settings *settings, bool number, struct fault *fault)
{
	bool array = strcmp(settings->from, "npy") == 0 || strcmp(settings->from, "gensim-npy") == 0;

	if (settings->sigma && !array)
		return fault_set(fault, FAULT_USAGE, "--sigma: factors come from npy or gensim-npy, "
			"not from %s", settings->from);
	if (number && !foreignmodel_alpha_fits(settings->alpha))
		return fault_set(fault, FAULT_USAGE, "--alpha: %s is not from %g to %g",
			settings->prior, FOREIGN_ALPHA_LEAST, FOREIGN_ALPHA_MOST);
	if (settings->sigma && (settings->prior || settings->eta > 0
			|| strcmp(settings->values, "auto") != 0))
		return fault_set(fault, FAULT_USAGE,
			"--alpha, --eta and --values are of topics; --sigma makes factors");
	if (!settings->sigma && strcmp(settings->weighting, "imported") != 0)
		return fault_set(fault, FAULT_USAGE, "--weighting is of factors: --sigma is missing");
	if (strlen(settings->weighting) >= sizeof ((struct header *)0)->weighting)
		return fault_set(fault, FAULT_USAGE, "--weighting: too long");
	return 0;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	const char *prior = settings->prior;
	struct vocabulary vocabulary = {0};
	bool number = prior && number_parse_real(prior, strlen(prior), &settings->alpha);
	int failed = check(settings, number, fault)
		|| (settings->vocabulary
			&& columns_read_terms(&vocabulary, settings->vocabulary, fault))
		|| (settings->sigma ? import_factors : import_topics)(settings, &vocabulary, fault);

	vocabulary_release(&vocabulary);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.values = "auto", .weighting = "imported"};
	const struct option_row rows[] = {
		{"alpha", 0, OPTION_INPUT | OPTION_NAMES, &settings.prior, "A|FILE",
			"documents' prior of each topic, or an array of NumPy with all of them (default: "
			"what the file says, else as lda-init)", 0, 0},
		{"eta", 0, OPTION_REAL, &settings.eta, "ETA",
			"topics' prior (default: what the file says, else as lda-init)", 1e-9, 1e6},
		OPTION_ROW_FORCE(&settings.shared),
		{"from", 0, OPTION_CHOICE | OPTION_REQUIRED, &settings.from, FOREIGN_MODEL_WORDS,
			"the format", 0, 0},
		{"inference", 0, OPTION_CHOICE, &settings.inference, "cvb0|vb",
			"how documents are inferred with it (default: cvb0 for mallet, else vb)", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"sigma", 0, OPTION_INPUT, &settings.sigma, "FILE",
			"singular values, an array of NumPy: FILE is U, and factors are made", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"values", 0, OPTION_CHOICE, &settings.values, IMPORTED_MEANINGS,
			"what the values are (default: auto, decided by format and values)", 0, 0},
		{"vocab", 0, OPTION_INPUT, &settings.vocabulary, "FILE",
			"the words, in the file's order: a list, a vocabulary or a stream", 0, 0},
		{"weighting", 0, OPTION_TEXT, &settings.weighting, "NAME",
			"of the corpus that factors came from, as stream-info shows it", 0, 0},
		{0}};
	const struct command command = {.name = "model-import", .operands = "[FILE]",
		.input = "the model", .makes = "topics factors", .rows = rows,
		.note = FOREIGN_MODEL_LINES, .operands_most = 1};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
