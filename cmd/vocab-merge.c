/* vocab-merge - adds up vocabularies and drops terms. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "pruning.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/prune.h"
#include "text/pruned.h"
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

static int merge(const struct settings *settings, struct counts *counts, struct prune *prune,
	struct outfile *out, struct fault *fault)
{
	int threads = settings->shared.threads;
	struct vocabadd sum = {.counts = counts};
	struct vocabhead head;
	uint64_t terms = 0;

	if (counts_init(counts, 1, settings->memory, false, fault) || add_all(settings, &sum, fault)
		|| counts_finish(counts, threads, fault)
		|| pruning_init(prune, &settings->prune, counts, sum.documents, sum.tokens,
			sum.tokenizer, "the vocabularies", fault))
		return -1;
	pruned_add(sum.pruning, &settings->prune, prune);
	head = (struct vocabhead){sum.documents, sum.tokens, sum.tokenizer, sum.pruning};
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
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"for the sums; the rest is spilled to TMPDIR (default: 1G)",
			1 << 20, 0x1p60},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"phrases", 0, OPTION_TEXT, &settings.prune.phrases.phrases, "MEASURE:THRESHOLD",
			"drop n-grams that score less; " PHRASE_SCORES ", as npmi:0.5", 0, 0},
		OPTION_ROWS_PRUNE(&settings.prune),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{0}};
	const struct command command = {.name = "vocab-merge", .operands = "[VOCAB...]",
		.input = "a vocabulary", .makes = "text", .rows = rows,
		.note = PRUNING_NOTE,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
