/* corpus-vocab - counts the terms of text. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "text/counts.h"
#include "text/documents.h"
#include "text/stoplist.h"
#include "text/vocabwrite.h"
#include "text/wordcount.h"
#include "textnotes.h"

struct settings {
	struct shared_options shared;
	struct text_arguments text;
	struct token_arguments tokens;
	uint64_t memory;
};

static void tell(const struct settings *settings, const struct texttotals *totals,
	uint64_t terms, const struct counts *counts)
{
	program_note("%llu documents, %llu tokens, %llu terms",
		(unsigned long long)totals->documents, (unsigned long long)totals->tokens,
		(unsigned long long)terms);
	textnotes_flaws(totals, &settings->tokens);
	textnotes_text(totals);
	if (settings->shared.verbose)
		program_note("%zu sorted runs were spilled", counts->spill.runs);
}

static int count(const struct settings *settings, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop, struct counts *counts,
	struct outfile *out, struct fault *fault)
{
	int threads = settings->shared.threads;
	char tokenizer[TOKEN_RULE_TEXT];
	struct texttotals totals;
	struct vocabhead head;
	uint64_t terms = 0;

	/* pairs of Chinese characters are short and mostly rare, so that each thread would
	 * have most of them; words of other text are found in a thread's own cache */
	if (counts_init(counts, threads, settings->memory,
			rule->cjk == TOKEN_CJK_BIGRAM, fault)
		|| wordcount(documents, rule, stop, threads, counts, NULL, &totals, fault))
		return -1;
	tokenrule_format(rule, tokenizer);
	head = (struct vocabhead){totals.documents, totals.tokens, tokenizer, NULL};
	if (vocabwrite(out, &head, counts, NULL, threads, &terms, fault)
		|| outfile_commit(out, fault))
		return -1;
	tell(settings, &totals, terms, counts);
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct documents *documents = NULL;
	struct stopset stop = {0};
	struct counts counts = {0};
	struct outfile out = {0};
	struct tokenrule rule;
	int failed = stoplist_resolve(&rule, &stop, &settings->tokens, NULL, fault);

	if (!failed)
		documents = documents_open(&settings->text, operands->word, operands->count, fault);
	if (!documents || outfile_open(&out, settings->shared.output, fault)
		|| count(settings, documents, &rule, &stop, &counts, &out, fault))
		failed = -1;
	outfile_release(&out);
	counts_release(&counts);
	documents_close(documents);
	stopset_release(&stop);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		OPTION_ROW_FAIL_EMPTY(&settings.text),
		OPTION_ROWS_TEXT(&settings.text),
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_COUNTING(&settings.memory),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROWS_TOKENS(&settings.tokens),
		{0}};
	const struct command command = {.name = "corpus-vocab", .operands = "[TEXT...]",
		.input = "the text", .makes = "text", .rows = rows,
		.note = "Output: a line a term, term<TAB>df<TAB>cf, in the order of bytes.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
