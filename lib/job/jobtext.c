/* jobtext.c - steps that several jobs begin with. */
#include "job/jobtext.h"

#include "job/steprun.h"
#include "job/stepyield.h"
#include "text/connectors.h"
#include "text/stopwords.h"

#include <string.h>

/* Lists of stop words, each a list of one object by itself. */
#define LISTS(each) each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7) \
	each(8) each(9) each(10) each(11) each(12) each(13) each(14) each(15)
#define LIST_NAME(n) "stop" #n,
#define LIST_WORD(n) "@all:stop" #n,

static const char *const list_names[OPTION_WORDS_MOST] = {LISTS(LIST_NAME)};
static const char *const list_words[OPTION_WORDS_MOST] = {LISTS(LIST_WORD)};

/* Bytes of what stands before lines or rows. */
enum { HEAD = 1 << 16 };

struct token_adding {
	struct stepwords *words;
	size_t files;
};

/* One option of tokens; a file travels as an object. */
static int add_option(void *context, const char *option, const char *value, bool file,
	struct fault *fault)
{
	struct token_adding *adding = context;

	if (stepwords_add(adding->words, option, fault))
		return -1;
	if (file)
		return stepwords_say(adding->words, list_words[adding->files++], fault);
	return value ? stepwords_add(adding->words, value, fault) : 0;
}

/* Phrases are of two words, unless more are asked for. */
static uint64_t ngrams_of(const struct job *job)
{
	const uint64_t ngrams = job->options->tokens.ngrams;

	return ngrams ? ngrams : job->options->phrases.phrases ? 2 : 1;
}

static int token_words(const struct job *job, struct stepwords *words, struct fault *fault)
{
	struct token_adding adding = {.words = words};
	struct token_arguments tokens = job->options->tokens;

	if (ngrams_of(job) > 1)
		tokens.ngrams = ngrams_of(job);
	return tokenrule_say(&tokens, add_option, &adding, fault)
		|| stepwords_number(words, "--max-document", job->options->text.document_most, fault)
		? -1 : 0;
}

/* The files that filters of text need. */
static int take_files(const struct job *job, struct steps *plan, struct fault *fault)
{
	const struct option_words *stop = &job->options->tokens.stop;
	const char *connectors = job->options->phrases.connectors;
	size_t i, files = 0;

	for (i = 0; i < stop->count; i++)
		if (!stopwords_are_built_in(stop->word[i])
			&& step_file(plan, stop->word[i], list_names[files++], fault))
			return -1;
	return connectors && !connectors_are_built_in(connectors)
		? step_file(plan, connectors, "connectors", fault) : 0;
}

/* Phrases are selected here, so that the list need not travel. */
static int phrase_words(const struct job *job, struct stepwords *words, struct fault *fault)
{
	const struct phrases_arguments *phrases = &job->options->phrases;

	if (!phrases->phrases)
		return 0;
	if (stepwords_text(words, "--phrases", phrases->phrases, fault))
		return -1;
	if (!phrases->connectors || connectors_are_built_in(phrases->connectors))
		return stepwords_text(words, "--connectors", phrases->connectors, fault);
	return stepwords_say(words, "--connectors @all:connectors", fault);
}

static int prune_words(const struct job *job, struct stepwords *words, struct fault *fault)
{
	const struct job_options *options = job->options;
	char min_df[FRACTION_TEXT], max_df[FRACTION_TEXT];

	fraction_least_format(options->min_df, min_df);
	fraction_format(options->max_df, max_df);
	return stepwords_text(words, "--min-df", min_df, fault)
		|| stepwords_text(words, "--max-df", max_df, fault)
		|| stepwords_number(words, "--keep", options->keep, fault) ? -1 : 0;
}

static int merge_words(const struct job *job, bool prune, struct stepwords *words,
	struct fault *fault)
{
	return stepwords_say(words, "vocab-merge -q @j", fault) || phrase_words(job, words, fault)
		|| (prune && prune_words(job, words, fault)) ? -1 : 0;
}

/* Lines of the vocabulary of a piece.  Its words are at most the bytes of the piece,
 * those of N neighbours N times as many, and folding makes of a letter at most three
 * times its bytes; a word that is short is not new each time, so that its line's numbers
 * add no more than as much again. */
static uint64_t words_a_byte(const struct job *job)
{
	enum { TIMES = 8 };
	const uint64_t ngrams = ngrams_of(job);

	return TIMES * ngrams * (ngrams + 1) / 2;
}

static int yield_count(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	(void)run;
	(void)fault;
	yield->each.bytes = HEAD;
	yield->a_byte = words_a_byte(job);
	return 0;
}

/* Rows of a piece: the documents' names are in it; a token takes two of its bytes, and
 * as a nonzero at most ten: a column, and a count or weight. */
static uint64_t rows_a_byte(const struct job *job)
{
	enum { NAMES = 8, TOKEN = 5 };

	return NAMES + TOKEN * ngrams_of(job);
}

static int yield_rows(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	const struct objects *vocabulary = steprun_list(run,
		job->options->grow ? "grown" : "vocab");

	if (vocabulary->count && stepyield_corpus(yield, vocabulary->object[0].path, fault))
		return -1;
	yield->a_byte = rows_a_byte(job);
	return 0;
}

/* Both. */
static int yield_part(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	(void)run;
	(void)fault;
	yield->each.bytes = 2 * HEAD;
	yield->a_byte = words_a_byte(job) + rows_a_byte(job);
	return 0;
}

/* Weights take four bytes, where counts may take one; documents stay. */
static int yield_weights(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault)
{
	enum { MORE = 4 };

	(void)job;
	(void)fault;
	stepyield_shards(yield, steprun_shards(run));
	yield->each.bytes = HEAD;
	yield->a_nonzero = MORE;
	yield->inflated = yield->same_rows = true;
	return 0;
}

static int count(const struct job *job, struct steps *plan, bool prune, struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_MERGE,
		.what = "counting words", .from = "piece", .to = "vocab", .yield = yield_count}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "corpus-vocab -q @j", fault)
		|| token_words(job, &step->words, fault)
		|| stepwords_say(&step->words, "@item", fault)
		|| stepwords_say(&step->judge, "vocab-merge -q @j", fault)
		|| merge_words(job, prune, &step->merge, fault) ? -1 : 0;
}

int jobtext_count(const struct job *job, struct steps *plan, bool prune, struct fault *fault)
{
	return take_files(job, plan, fault) || step_cut(plan, "piece", fault)
		|| count(job, plan, prune, fault) ? -1 : 0;
}

uint64_t jobtext_nonzeros(const struct job *job, uint64_t nonzeros)
{
	return job->options->shard_nonzeros ? job->options->shard_nonzeros : nonzeros;
}

/* NULL: counts stay. */
static const char *scheme_of(const struct job *job)
{
	const char *scheme = job->options->weight ? job->options->weight : job->kind->weight;

	return scheme && strcmp(scheme, "none") != 0 ? scheme : NULL;
}

static int shard_words(const struct job *job, const char *command, struct stepwords *words,
	uint64_t nonzeros, struct fault *fault)
{
	return stepwords_say(words, command, fault)
		|| stepwords_say(words, "-q -d @folder @j", fault)
		|| stepwords_number(words, "--nnz", jobtext_nonzeros(job, nonzeros), fault) ? -1 : 0;
}

/* The same to where the job's result goes, which gets nothing where there are no words. */
static int folder_words(const struct job *job, const char *command, struct stepwords *words,
	uint64_t nonzeros, struct fault *fault)
{
	const struct job_options *options = job->options;

	return stepwords_say(words, command, fault)
		|| stepwords_say(words, options->force ? "-q --fail-empty -f @j"
			: "-q --fail-empty @j", fault)
		|| stepwords_text(words, "-d", options->folder ? options->folder : "DIR", fault)
		|| stepwords_number(words, "--nnz", jobtext_nonzeros(job, nonzeros), fault) ? -1 : 0;
}

/* Pieces, each read once, to shards, in the work folder or elsewhere. */
static int parts(const struct job *job, struct steps *plan, uint64_t nonzeros, bool elsewhere,
	struct fault *fault)
{
	struct step *step = step_add(plan, (struct step){.kind = STEP_MERGE,
		.what = "text to rows", .from = "piece", .to = elsewhere ? NULL : "shard",
		.stream = true, .elsewhere = elsewhere, .yield = yield_part}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "corpus-index -q --part @j", fault)
		|| token_words(job, &step->words, fault)
		|| stepwords_say(&step->words, "@item", fault)
		|| stepwords_say(&step->judge, "corpus-merge -q @j", fault)
		|| (elsewhere ? folder_words : shard_words)(job, "corpus-merge", &step->merge,
			nonzeros, fault)
		|| prune_words(job, &step->merge, fault)
		|| stepwords_text(&step->merge, "--scheme", scheme_of(job), fault) ? -1 : 0;
}

/* Pieces to rows of a vocabulary, weighted by the scheme unless that is NULL, to shards. */
static int rows(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault)
{
	const char *scheme = scheme_of(job);
	struct step *step = step_add(plan, (struct step){.kind = STEP_MERGE,
		.what = "text to rows", .from = "piece", .to = "shard", .stream = true,
		.yield = yield_rows}, fault);

	if (!step)
		return -1;
	return stepwords_say(&step->words, "corpus-bow -q @j --vocab", fault)
		|| stepwords_say(&step->words, job->options->grow ? "@all:grown" : "@all:vocab", fault)
		|| token_words(job, &step->words, fault)
		|| stepwords_say(&step->words, "@item", fault)
		|| (scheme && (stepwords_say(&step->words, "| corpus-weight -q @j --scheme", fault)
			|| stepwords_add(&step->words, scheme, fault)))
		|| shard_words(job, "corpus-shard", &step->merge, nonzeros, fault) ? -1 : 0;
}

/* The model that is added to takes the words of these files. */
static int grow(const struct job *job, struct steps *plan, const char *words,
	struct fault *fault)
{
	struct step *step;

	if (!job->options->grow)
		return 0;
	if (step_file(plan, job->options->add, "given", fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "grown"}, fault)))
		return -1;
	return stepwords_say(&step->words, "lda-init -q @j --add @all:given --grow", fault)
		|| stepwords_say(&step->words, words, fault) ? -1 : 0;
}

/* Phrases, and what grows, are found in the counts of all pieces before there can be rows:
 * then pieces are read twice. */
bool jobtext_merges(const struct job *job)
{
	const struct job_options *options = job->options;

	return job->given == GIVEN_TEXT && !options->vocabulary && !options->add
		&& !options->phrases.phrases;
}

static int merge_parts(const struct job *job, struct steps *plan, uint64_t nonzeros,
	bool elsewhere, struct fault *fault)
{
	return take_files(job, plan, fault) || step_cut(plan, "piece", fault)
		|| parts(job, plan, nonzeros, elsewhere, fault) ? -1 : 0;
}

int jobtext_folder(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault)
{
	return merge_parts(job, plan, nonzeros, true, fault);
}

/* A model brings its vocabulary, unless that is to grow. */
static int shards_of_text(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault)
{
	const char *vocabulary = job->options->vocabulary;

	if (!vocabulary && !job->options->grow)
		vocabulary = job->options->add;
	if (jobtext_merges(job))
		return merge_parts(job, plan, nonzeros, false, fault);
	if (vocabulary ? take_files(job, plan, fault)
				|| step_file(plan, vocabulary, "vocab", fault)
				|| step_cut(plan, "piece", fault)
			: jobtext_count(job, plan, true, fault))
		return -1;
	return grow(job, plan, "@all:vocab", fault) || rows(job, plan, nonzeros, fault) ? -1 : 0;
}

/* Onto the columns of the model that grew. */
static int remap(const struct job *job, struct steps *plan, struct fault *fault)
{
	struct step *step;

	if (!job->options->grow)
		return 0;
	if (grow(job, plan, "@all:corpus", fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "corpus"}, fault)))
		return -1;
	return stepwords_say(&step->words, "corpus-remap -q @j --vocab @all:grown @all:corpus", fault);
}

static int shards_of_corpus(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault)
{
	struct step *step;

	if (step_take(plan, "corpus", fault) || remap(job, plan, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_HERE, .to = "shard"}, fault)))
		return -1;
	return shard_words(job, "corpus-shard", &step->words, nonzeros, fault)
		|| stepwords_say(&step->words, "@all:corpus", fault) ? -1 : 0;
}

static bool are_counts(const struct job *job, const struct stepfacts *facts)
{
	(void)job;
	return strcmp(facts->shards->weighting, "counts") == 0;
}

static int print_are_counts(const struct job *job, struct bytes *out, struct fault *fault)
{
	(void)job;
	return bytes_printf(out, fault, "stream-info --quick \"$(ls \"$w\"/shard-* | head -n 1)\" | "
		"grep -qx 'weighting\tcounts'");
}

/* Shards of counts to shards of weights, in their place. */
static int weight(struct steps *plan, const char *scheme, struct fault *fault)
{
	static const struct stepquestion counts = {are_counts, print_are_counts};
	struct step *step;

	if (step_if(plan, &counts, fault)
		|| !(step = step_add(plan, (struct step){.kind = STEP_EACH, .what = "weighting",
			.from = "shard", .to = "shard", .stream = true, .yield = yield_weights}, fault)))
		return -1;
	return stepwords_say(&step->words, "corpus-weight -q @j --scheme", fault)
		|| stepwords_add(&step->words, scheme, fault)
		|| stepwords_say(&step->words, "@item", fault)
		|| step_plain(plan, STEP_END, fault) ? -1 : 0;
}

int jobtext_counts_alone(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const char *weighting = steprun_shards(run)->weighting;

	(void)job;
	return strcmp(weighting, "counts") == 0 ? 0 : fault_set(fault, FAULT_DATA, "LDA needs "
		"counts, and these are weights (%.100s): give the corpus before corpus-weight",
		weighting);
}

/* A scheme that was asked for is not left out silently. */
static int check_counts(const struct job *job, const struct steprun *run, struct fault *fault)
{
	const char *weighting = steprun_shards(run)->weighting;

	return strcmp(weighting, "counts") == 0 ? 0 : fault_set(fault, FAULT_USAGE, "--weight %s is "
		"for counts, and %s is weighted already: %s", job->options->weight, job->input[0],
		weighting);
}

static int check_words(const struct job *job, const struct steprun *run, struct fault *fault)
{
	(void)job;
	return steprun_shards(run)->all_nonzeros ? 0 : fault_set(fault, FAULT_DATA, "the input has "
		"no words that are counted (--min-df 1 keeps those of few documents, --max-df 1 those "
		"of many)");
}

int jobtext_shards(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault)
{
	const char *scheme = scheme_of(job);
	int failed = job->given == GIVEN_TEXT ? shards_of_text(job, plan, nonzeros, fault)
		: job->given == GIVEN_CORPUS ? shards_of_corpus(job, plan, nonzeros, fault)
		: step_take(plan, "shard", fault);

	if (!failed && scheme && job->given != GIVEN_TEXT)
		failed = (job->options->weight && step_check(plan, check_counts, fault))
			|| weight(plan, scheme, fault);
	return failed || step_check(plan, check_words, fault)
		|| step_plain(plan, STEP_FACTS, fault) ? -1 : 0;
}
