/* vector-query - the nearest vectors to each query. */
#include "base/fault.h"
#include "base/outfile.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"
#include "topic/neighbours.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *index, *measure;
	uint64_t n;
};

static int answer(const struct settings *settings, struct neighbours *neighbours,
	struct source *queries, struct fault *fault)
{
	struct outfile out;
	uint64_t empty;
	int failed;

	if (outfile_open(&out, settings->shared.output, fault))
		return -1;
	failed = neighbours_answer(neighbours, queries, (size_t)settings->n,
			 settings->shared.threads, &out, &empty, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	if (!failed && empty)
		program_note("%llu queries have no word of the model, and so no result",
			(unsigned long long)empty);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source index = {0}, queries = {0};
	struct neighbours neighbours = {.measure = strcmp(settings->measure, "hellinger") == 0
		? NEIGHBOURS_HELLINGER : NEIGHBOURS_COSINE};
	int failed = source_open_kind(&index, KIND_VECTORS, &settings->index, 1, fault)
		|| neighbours_load(&neighbours, &index, settings->shared.threads, fault)
		|| program_source(&queries, KIND_VECTORS, &settings->shared, fault)
		|| answer(settings, &neighbours, &queries, fault);
	neighbours_release(&neighbours);
	source_close(&queries);
	source_close(&index);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10, .measure = "cosine"};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"index", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.index, "VECTORS",
			"the vectors to search, from lsi-project or lda-infer", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"measure", 0, OPTION_CHOICE, &settings.measure, "cosine|hellinger",
			"of nearness: a distance of mixtures, or the cosine (default: cosine)", 0, 0},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"results of each query (default: 10)", 1, 1e9},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "vector-query",
		.operands = "--index VECTORS [QUERIES...]", .input = "the queries",
		.makes = "text", .rows = rows,
		.note = "Writes query<TAB>rank<TAB>score<TAB>id.  In the field: MatrixSimilarity, "
			"nearest neighbours.", .operands_most = OPTIONS_ANY, .describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
