/* vector-query - the nearest vectors to each query. */
#include "base/fault.h"
#include "base/outfile.h"
#include "base/ram.h"
#include "program.h"
#include "stream/source.h"
#include "topic/neighbours.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *index, *measure, *with;
	uint64_t n, memory;
	double share;
};

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct neighbours_options options = {.index = settings->index,
		.measure = strcmp(settings->measure, "hellinger") == 0 ? NEIGHBOURS_HELLINGER
								       : NEIGHBOURS_COSINE,
		.n = (size_t)settings->n, .with = settings->with,
		.share = settings->share < 0 ? .5 : settings->share,
		.memory = settings->memory ? settings->memory : ram_there() / 2,
		.threads = settings->shared.threads};
	struct source queries = {0};
	struct outfile out = {.descriptor = -1};
	uint64_t empty = 0;
	int failed = 0;

	if (settings->share >= 0 && !settings->with)
		return fault_set(fault, FAULT_USAGE, "--share is for --with");
	if (settings->with && options.measure != NEIGHBOURS_COSINE)
		return fault_set(fault, FAULT_USAGE,
			"--with mixes cosines, not --measure %s", settings->measure);
	failed = program_source(&queries, KIND_VECTORS, &settings->shared, fault)
		|| outfile_open(&out, settings->shared.output, fault)
		|| neighbours_answer(&options, &queries, &out, &empty, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	source_close(&queries);
	if (!failed && empty)
		program_note("%llu queries have no word of the model, and so no result",
			(unsigned long long)empty);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.n = 10, .measure = "cosine", .share = -1};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"index", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.index, "VECTORS",
			"the vectors to search, from lsi-project or lda-infer", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"measure", 0, OPTION_CHOICE, &settings.measure, "cosine|hellinger",
			"of nearness: a distance of mixtures, or the cosine (default: cosine)", 0, 0},
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"of the index that is kept; a larger one is read again (default: half)",
			1 << 20, 1e18},
		{"number", 'n', OPTION_NUMBER, &settings.n, "N",
			"results of each query (default: 10)", 1, 1e9},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"share", 0, OPTION_REAL, &settings.share, "W",
			"of the scores of --with in the mix (default: 0.5)", 0, 1},
		{"with", 0, OPTION_INPUT, &settings.with, "SCORES",
			"mix in the scores of another search, as corpus-query writes them", 0, 0},
		{0}};
	const struct command command = {.name = "vector-query",
		.operands = "--index VECTORS [QUERIES...]", .input = "the queries",
		.makes = "text", .rows = rows,
		.note = "Writes query<TAB>rank<TAB>score<TAB>id.  In the field: MatrixSimilarity, "
			"nearest neighbours; hybrid search.", .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
