/* corpus-query - the documents of a corpus that share the most with each query. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "stream/source.h"
#include "topic/sparsequery.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *index, *measure;
	uint64_t n;
};

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct sparsequery_options options = {.index = settings->index,
		.dot = strcmp(settings->measure, "dot") == 0, .n = (size_t)settings->n,
		.threads = settings->shared.threads};
	struct source queries = {0};
	struct outfile out = {.descriptor = -1};
	uint64_t empty = 0;
	int failed = program_source(&queries, KIND_CORPUS, &settings->shared, fault)
		|| outfile_open(&out, settings->shared.output, fault)
		|| sparsequery_answer(&options, &queries, &out, &empty, fault)
		|| outfile_commit(&out, fault);

	outfile_release(&out);
	source_close(&queries);
	if (!failed && empty)
		program_note("%llu queries share no term with any document, and so have no result",
			(unsigned long long)empty);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10, .measure = "cosine"};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"index", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.index, "CORPUS",
			"the corpus to search, from corpus-weight", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"measure", 0, OPTION_CHOICE, &settings.measure, "cosine|dot",
			"of weights alike, or products; BM25 is dot (default: cosine)", 0, 0},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"results of each query (default: 10)", 1, 1e9},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "corpus-query",
		.operands = "--index CORPUS [QUERIES...]", .input = "the queries",
		.makes = "text", .rows = rows,
		.note = "Writes query<TAB>rank<TAB>score<TAB>id.  In the field: SparseMatrixSimilarity, "
			"ranked retrieval.", .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
