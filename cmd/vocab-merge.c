/* vocab-merge - adds up vocabularies and drops terms. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/prune.h"
#include "text/vocabadd.h"
#include "text/vocabwrite.h"

struct settings {
	struct shared_options shared;
	struct prune_arguments prune;
	uint64_t memory;
};

static int add_all(const struct settings *settings, struct vocabadd *sum, struct fault *fault)
{
	unsigned i;

	if (settings->shared.operands.count == 0)
		return vocabadd(sum, NULL, fault);
	for (i = 0; i < settings->shared.operands.count; i++)
		if (vocabadd(sum, settings->shared.operands.word[i], fault))
			return -1;
	return 0;
}

static int tell_list(const char *option, const char *path, const struct termtable *list,
	struct fault *fault)
{
	struct missing missing = {0};
	int failed = path && (prune_missing(list, &missing, fault)
		|| program_tell_missing(option, path, &missing, "the vocabularies", fault));

	missing_release(&missing);
	return failed;
}

/* The token options, where phrases are selected with these. */
static int select_phrases(const struct settings *settings, struct vocabadd *sum,
	const struct counts *counts, struct prune *prune, struct fault *fault)
{
	struct tokenrule rule;

	if (!settings->prune.phrases.phrases)
		return settings->prune.phrases.connectors ? fault_set(fault, FAULT_USAGE,
			"--connectors has no use without --phrases") : 0;
	if (!*sum->tokenizer)
		return fault_set(fault, FAULT_DATA, "--phrases: the vocabularies do not say how their "
			"words were counted: corpus-vocab --ngrams 2 makes one that does");
	if (tokenrule_parse(&rule, sum->tokenizer, fault)
		|| prune_phrases(prune, &settings->prune, counts, &rule, sum->tokens, fault))
		return -1;
	_Static_assert(sizeof sum->tokenizer >= TOKEN_RULE_TEXT, "the line fits");
	tokenrule_format(&rule, sum->tokenizer);
	return 0;
}

static int merge(const struct settings *settings, struct counts *counts, struct prune *prune,
	struct outfile *out, struct fault *fault)
{
	int threads = settings->shared.threads;
	struct vocabadd sum = {.counts = counts};
	struct vocabhead head;
	uint64_t terms = 0;

	if (counts_init(counts, 1, settings->memory, false, fault) || add_all(settings, &sum, fault)
		|| counts_finish(counts, threads, fault)
		|| prune_init(prune, &settings->prune, sum.documents, fault)
		|| prune_look(prune, counts, fault)
		|| select_phrases(settings, &sum, counts, prune, fault)
		|| tell_list("--only", settings->prune.only, &prune->only, fault)
		|| tell_list("--drop", settings->prune.drop, &prune->drop, fault)
		|| (settings->prune.keep
			&& prune_cut(prune, counts, settings->prune.keep, fault)))
		return -1;
	head = (struct vocabhead){sum.documents, sum.tokens, sum.tokenizer};
	if (vocabwrite(out, &head, counts, prune, threads, &terms, fault)
		|| outfile_commit(out, fault))
		return -1;
	program_note("%llu documents, %llu terms", (unsigned long long)sum.documents,
		(unsigned long long)terms);
	if (settings->shared.verbose)
		program_note("%zu sorted runs were spilled", counts->spill.runs);
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct counts counts = {0};
	struct prune prune = {0};
	struct outfile out = {0};
	int failed = outfile_open(&out, settings->shared.output, fault)
		|| merge(settings, &counts, &prune, &out, fault);

	outfile_release(&out);
	prune_release(&prune);
	counts_release(&counts);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.prune = {.max_df = {1, 1}}};
	const struct option_row rows[] = {
		{"connectors", 0, OPTION_INPUT | OPTION_NAMES, &settings.prune.phrases.connectors,
			"FILE|english", "these words may be inside phrases, as in state of the union",
			0, 0},
		{"drop", 0, OPTION_INPUT, &settings.prune.drop, "FILE",
			"drop these terms: one a line, or a vocabulary", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"keep", 0, OPTION_NUMBER, &settings.prune.keep, "N",
			"keep the N remaining terms that are in most documents", 1, 4294967293.},
		{"max-df", 0, OPTION_FRACTION, &settings.prune.max_df, "FRACTION",
			"drop terms in more than this part of the documents", 0, 0},
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"for the sums; the rest is spilled to TMPDIR (default: 1G)",
			1 << 20, 0x1p60},
		{"min-df", 0, OPTION_LEAST, &settings.prune.min_df, "N|FRACTION",
			"drop terms in fewer documents, or a smaller part of them", 0, 0},
		{"only", 0, OPTION_INPUT, &settings.prune.only, "FILE",
			"drop all but these terms: one a line, or a vocabulary", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"phrases", 0, OPTION_TEXT, &settings.prune.phrases.phrases, "MEASURE:THRESHOLD",
			"drop n-grams that score less; " PHRASE_SCORES ", as npmi:0.5", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{0}};
	const struct command command = {.name = "vocab-merge", .operands = "[VOCAB...]",
		.input = "a vocabulary", .makes = "text", .rows = rows,
		.note = "gensim's filter_extremes: --min-df (no_below), --max-df (no_above), "
			"--keep (keep_n).",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
