/* corpus-bow - text to rows of counts. */
#include "base/fault.h"
#include "base/input.h"
#include "program.h"
#include "stream/sink.h"
#include "stream/vocabfile.h"
#include "stream/vocabulary.h"
#include "text/bagofwords.h"
#include "text/documents.h"
#include "text/stoplist.h"
#include "textnotes.h"

struct settings {
	struct shared_options shared;
	struct text_arguments text;
	struct token_arguments tokens;
	const char *vocabulary;
	bool unique;
};

static void tell(const struct settings *settings, const struct texttotals *totals,
	const struct totals *corpus)
{
	program_note("%llu documents, %llu tokens of which %llu are in the vocabulary, "
		"%llu nonzeros", (unsigned long long)totals->documents,
		(unsigned long long)totals->tokens,
		(unsigned long long)(totals->tokens - totals->unknown),
		(unsigned long long)corpus->nonzeros);
	textnotes_flaws(totals, &settings->tokens);
}

static int bag(const struct settings *settings, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop,
	struct vocabulary *vocabulary, struct sink *sink, struct fault *fault)
{
	struct header header = {.kind = KIND_CORPUS, .values = VALUES_COUNTS,
		.weighting = "counts"};
	struct texttotals totals;

	/* the options in use, also where the vocabulary has none */
	_Static_assert(sizeof vocabulary->tokenizer >= TOKEN_RULE_TEXT, "the line fits");
	tokenrule_format(rule, vocabulary->tokenizer);
	if (bagofwords(documents, rule, stop, vocabulary, settings->shared.threads,
			&header, sink, settings->unique, &totals, fault)
		|| sink_commit(sink, fault))
		return -1;
	tell(settings, &totals, &sink->totals);
	return 0;
}

/* The vocabulary, with its token options. */
static int read_vocabulary(const char *path, struct vocabulary *vocabulary,
	struct fault *fault)
{
	struct tokenrule rule;

	if (vocabfile_read(vocabulary, path, fault))
		return -1;
	if (*vocabulary->tokenizer && tokenrule_parse(&rule, vocabulary->tokenizer, fault))
		return fault_at(fault, "%s", input_name(path));
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct documents *documents = NULL;
	struct vocabulary vocabulary = {0};
	struct stopset stop = {0};
	struct sink sink = {0};
	struct tokenrule rule;
	int failed = read_vocabulary(settings->vocabulary, &vocabulary, fault)
		|| stoplist_resolve(&rule, &stop, &settings->tokens, vocabulary.tokenizer, fault);

	if (!failed)
		documents = documents_open(&settings->text, settings->shared.operands.word,
			settings->shared.operands.count, fault);
	if (!documents
		|| program_sink(&sink, &settings->shared, fault)
		|| bag(settings, documents, &rule, &stop, &vocabulary, &sink, fault))
		failed = -1;
	sink_release(&sink);
	documents_close(documents);
	stopset_release(&stop);
	vocabulary_release(&vocabulary);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_FAIL_EMPTY(&settings.text),
		OPTION_ROWS_TEXT(&settings.text),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROWS_TOKENS(&settings.tokens),
		{"unique", 0, OPTION_FLAG, &settings.unique, NULL,
			"refuse two documents of one name", 0, 0},
		{"vocab", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.vocabulary, "FILE",
			"the columns: what vocab-merge or corpus-vocab wrote, or any stream of them", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-bow", .operands = "--vocab FILE [TEXT...]",
		.input = "the text", .makes = "corpus", .rows = rows,
		.note = "Token options are the vocabulary's own; given differently, an error.",
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
