/* corpus-index - text to rows of counts or weights, or to shards, in one reading. */
#include "base/fault.h"
#include "base/outfile.h"
#include "corpusout.h"
#include "program.h"
#include "pruning.h"
#include "stream/lineage.h"
#include "text/counts.h"
#include "text/documents.h"
#include "text/pruned.h"
#include "text/rewrite.h"
#include "text/stoplist.h"
#include "text/vocabmake.h"
#include "text/vocabwrite.h"
#include "text/wordcount.h"
#include "textnotes.h"

struct settings {
	struct shared_options shared;
	struct text_arguments text;
	struct token_arguments tokens;
	struct prune_arguments prune;
	struct corpusout_arguments output;
	uint64_t memory;
	const char *vocabulary;
	bool part;
};

/* What one reading leaves. */
struct indexing {
	const struct settings *settings;
	struct counts counts;
	struct wordstore store;
	struct prune prune;
	struct vocabulary vocabulary;
	struct texttotals totals;
	struct corpusout rows;
	char tokenizer[TOKEN_RULE_TEXT], pruning[PRUNING_TEXT];
};

static void tell(const struct indexing *indexing)
{
	const struct texttotals *totals = &indexing->totals;
	const struct vocabulary *vocabulary = &indexing->vocabulary;
	uint64_t known = 0;
	size_t column;

	for (column = 0; column < vocabulary->size; column++)
		known += vocabulary->cf[column];
	program_note("%llu documents, %llu tokens of which %llu are in the vocabulary, "
		"%zu terms, %llu nonzeros", (unsigned long long)totals->documents,
		(unsigned long long)totals->tokens, (unsigned long long)known, vocabulary->size,
		(unsigned long long)corpusout_nonzeros(&indexing->rows));
	textnotes_flaws(totals, &indexing->settings->tokens);
	textnotes_text(totals);
	if (indexing->settings->shared.verbose)
		program_note("%zu sorted runs and %llu bytes of rows were spilled",
			indexing->counts.spill.runs, (unsigned long long)indexing->store.file.size);
}

/* Terms are counted; these of them stay. */
static int select_terms(struct indexing *indexing, const struct vocabhead *head,
	struct fault *fault)
{
	const struct settings *settings = indexing->settings;

	if (pruning_init(&indexing->prune, &settings->prune, &indexing->counts, head->documents,
			head->tokens, indexing->tokenizer, "the text", fault))
		return -1;
	pruned_add(indexing->pruning, &settings->prune, &indexing->prune);
	return vocabmake(&indexing->vocabulary, head, &indexing->counts, &indexing->prune,
			settings->shared.threads, fault) ? -1 : 0;
}

/* Where the vocabulary is asked for as a file. */
static int write_vocabulary(const struct indexing *indexing, const struct vocabhead *head,
	struct outfile *out, struct fault *fault)
{
	uint64_t terms;

	return indexing->settings->vocabulary
		? vocabwrite(out, head, &indexing->counts, &indexing->prune,
			indexing->settings->shared.threads, &terms, fault) : 0;
}

static int write_rows(struct indexing *indexing, struct fault *fault)
{
	struct rowgoal goal;

	if (indexing->settings->part)
		lineage_add(&indexing->rows.header, "part");
	return corpusout_prepare(&indexing->rows, &indexing->vocabulary, indexing->totals.documents,
			&goal, fault)
		|| rewrite(&indexing->store, &indexing->counts, &indexing->vocabulary,
			indexing->settings->part, indexing->settings->shared.threads, &goal, fault)
		? -1 : 0;
}

static int make(struct indexing *indexing, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop, struct outfile *out,
	struct fault *fault)
{
	const struct settings *settings = indexing->settings;
	int threads = settings->shared.threads;
	struct vocabhead head;

	if (counts_init(&indexing->counts, threads, settings->memory,
			rule->cjk == TOKEN_CJK_BIGRAM, fault)
		|| wordcount(documents, rule, stop, threads, &indexing->counts, &indexing->store,
			&indexing->totals, fault))
		return -1;
	tokenrule_format(rule, indexing->tokenizer);
	head = (struct vocabhead){indexing->totals.documents, indexing->totals.tokens,
		indexing->tokenizer, indexing->pruning};
	if (select_terms(indexing, &head, fault) || write_vocabulary(indexing, &head, out, fault)
		|| write_rows(indexing, fault)
		|| (settings->vocabulary && outfile_commit(out, fault))
		|| corpusout_commit(&indexing->rows, fault))
		return -1;
	tell(indexing);
	return 0;
}

static void release(struct indexing *indexing)
{
	corpusout_release(&indexing->rows);
	wordrows_store_release(&indexing->store);
	prune_release(&indexing->prune);
	counts_release(&indexing->counts);
	vocabulary_release(&indexing->vocabulary);
}

/* A part has all of its terms, for who merges parts selects them, by those of all. */
static int check_part(const struct settings *settings, struct fault *fault)
{
	const struct corpusout_arguments *output = &settings->output;

	return settings->part && (prune_given(&settings->prune) || output->folder || output->scheme
			|| settings->vocabulary)
		? fault_set(fault, FAULT_USAGE, "--part writes all terms, as counts in one stream: "
			"corpus-merge drops terms, weights and cuts, and saves the vocabulary") : 0;
}

static int run(void *context, struct fault *fault)
{
	struct indexing indexing = {.settings = context};
	const struct settings *settings = context;
	struct documents *documents = NULL;
	struct stopset stop = {0};
	struct outfile out = {0};
	struct tokenrule rule;
	int failed = check_part(settings, fault)
		|| stoplist_resolve(&rule, &stop, &settings->tokens, NULL, fault);

	wordrows_store_init(&indexing.store);
	if (!failed)
		documents = documents_open(&settings->text, settings->shared.operands.word,
			settings->shared.operands.count, fault);
	if (!documents
		|| corpusout_begin(&indexing.rows, &settings->output, &settings->shared,
			&indexing.vocabulary, fault)
		|| (settings->vocabulary && outfile_open(&out, settings->vocabulary, fault))
		|| make(&indexing, documents, &rule, &stop, &out, fault))
		failed = -1;
	outfile_release(&out);
	release(&indexing);
	documents_close(documents);
	stopset_release(&stop);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.prune = {.max_df = {1, 1}}};
	const struct option_row rows[] = {
		OPTION_ROW_FOLDER(&settings.output),
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_FAIL_EMPTY(&settings.text),
		OPTION_ROWS_TEXT(&settings.text),
		OPTION_ROW_COUNTING(&settings.memory),
		OPTION_ROW_OUTPUT(&settings.shared),
		{"part", 0, OPTION_FLAG, &settings.part, NULL,
			"TEXT is a part of a text: all terms, for corpus-merge", 0, 0},
		OPTION_ROWS_PRUNE(&settings.prune),
		OPTION_ROW_WEIGHTS(&settings.output),
		OPTION_ROWS_SHARDING(&settings.output.rule),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROWS_TOKENS(&settings.tokens),
		OPTION_ROW_SAVE_VOCAB(&settings.vocabulary),
		{0}};
	const struct command command = {.name = "corpus-index", .operands = "[TEXT...]",
		.input = "the text", .makes = "corpus", .rows = rows,
		.note = "corpus-vocab, vocab-merge, corpus-bow, corpus-weight and corpus-shard in one "
			"reading. " PRUNING_NOTE,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
