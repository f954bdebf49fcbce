/* corpus-merge - parts of a text, each read for itself, to one corpus or its shards. */
#include "base/fault.h"
#include "base/outfile.h"
#include "corpusout.h"
#include "program.h"
#include "pruning.h"
#include "text/counts.h"
#include "text/partmerge.h"
#include "text/pruned.h"
#include "text/vocabadd.h"
#include "text/vocabmake.h"
#include "text/vocabwrite.h"

struct settings {
	struct shared_options shared;
	struct prune_arguments prune;
	struct corpusout_arguments output;
	uint64_t memory;
	const char *vocabulary;
	bool fail_empty;
};

struct merging {
	const struct settings *settings;
	struct counts counts;
	struct vocabadd sum;
	struct prune prune;
	struct vocabulary vocabulary;
	struct corpusout rows;
};

static int count(struct merging *merging, struct fault *fault)
{
	const struct settings *settings = merging->settings;
	const struct operands *parts = &settings->shared.operands;
	struct vocabadd *sum = &merging->sum;

	sum->counts = &merging->counts;
	if (parts->count == 0)
		return fault_set(fault, FAULT_USAGE, "name the parts: they are read twice");
	if (counts_init(&merging->counts, 1, settings->memory, false, fault))
		return -1;
	return partmerge_count(sum, parts->word, parts->count, settings->shared.threads, fault)
		|| counts_finish(&merging->counts, settings->shared.threads, fault) ? -1 : 0;
}

/* All tokens are of terms that the parts have. */
static int select_terms(struct merging *merging, struct outfile *out, struct fault *fault)
{
	const struct settings *settings = merging->settings;
	const int threads = settings->shared.threads;
	struct vocabadd *sum = &merging->sum;
	const struct vocabhead head = {sum->documents, sum->cf, sum->tokenizer, sum->pruning};
	uint64_t terms;

	if (pruning_init(&merging->prune, &settings->prune, &merging->counts, sum->documents,
		    sum->cf, sum->tokenizer, "the parts", fault))
		return -1;
	pruned_add(sum->pruning, &settings->prune, &merging->prune);
	if (vocabmake(&merging->vocabulary, &head, &merging->counts, &merging->prune, threads,
			fault))
		return -1;
	if (settings->fail_empty && merging->vocabulary.size == 0)
		return fault_set(fault, FAULT_DATA, "the input has no words that are counted (--min-df "
			"1 keeps those of few documents, --max-df 1 those of many)");
	return settings->vocabulary && vocabwrite(out, &head, &merging->counts, &merging->prune,
		threads, &terms, fault) ? -1 : 0;
}

static int merge(struct merging *merging, struct outfile *out, struct fault *fault)
{
	const struct settings *settings = merging->settings;
	const struct operands *parts = &settings->shared.operands;
	struct rowgoal goal;

	if (count(merging, fault) || select_terms(merging, out, fault)
		|| corpusout_prepare(&merging->rows, &merging->vocabulary, merging->sum.documents,
			&goal, fault)
		|| partmerge_rows(parts->word, parts->count, &merging->vocabulary,
			settings->shared.threads, &goal, fault)
		|| (settings->vocabulary && outfile_commit(out, fault))
		|| corpusout_commit(&merging->rows, fault))
		return -1;
	program_note("%llu documents, %zu terms, %llu nonzeros",
		(unsigned long long)merging->sum.documents, merging->vocabulary.size,
		(unsigned long long)corpusout_nonzeros(&merging->rows));
	if (settings->shared.verbose)
		program_note("%zu sorted runs were spilled", merging->counts.spill.runs);
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct merging merging = {.settings = settings};
	struct outfile out = {0};
	int failed = corpusout_begin(&merging.rows, &settings->output, &settings->shared,
			&merging.vocabulary, fault)
		|| (settings->vocabulary && outfile_open(&out, settings->vocabulary, fault))
		|| merge(&merging, &out, fault);

	outfile_release(&out);
	corpusout_release(&merging.rows);
	prune_release(&merging.prune);
	counts_release(&merging.counts);
	vocabulary_release(&merging.vocabulary);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.prune = {.max_df = {1, 1}}};
	const struct option_row rows[] = {
		OPTION_ROW_FOLDER(&settings.output),
		{"fail-empty", 0, OPTION_FLAG, &settings.fail_empty, NULL,
			"status 65 where no term is left", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"for the sums; the rest is spilled to TMPDIR (default: 1G)", 1 << 20, 0x1p60},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_PRUNE(&settings.prune),
		OPTION_ROW_SAVE_VOCAB(&settings.vocabulary),
		OPTION_ROW_WEIGHTS(&settings.output),
		OPTION_ROWS_SHARDING(&settings.output.rule),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{0}};
	const struct command command = {.name = "corpus-merge", .operands = "PART...",
		.input = "the parts", .makes = "corpus", .rows = rows, .note = PRUNING_NOTE,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
