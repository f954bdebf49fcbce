/* stream-allreduce - adds up the statistics or products of all MPI ranks. */
#include "base/fault.h"
#include "program.h"
#include "rankrun.h"
#include "ranks/ranks.h"
#include "ranks/streamsum.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	struct shared_options shared;
	uint64_t ranks;
	bool root;
};

static int add(void *context, const struct ranks *ranks, struct fault *fault)
{
	const struct settings *settings = context;
	bool writes = !settings->root || ranks->self == 0;
	struct source source = {0};
	struct sink sink = {0};
	int failed = source_open(&source, settings->shared.operands.word,
			settings->shared.operands.count, fault)
		|| (writes && program_sink(&sink, &settings->shared, fault));

	failed = ranks_agree(ranks, failed, fault)
		|| streamsum(ranks, &source, writes ? &sink : NULL, fault)
		|| ranks_agree(ranks, writes && sink_commit(&sink, fault), fault);
	sink_release(&sink);
	source_close(&source);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;

	return rankrun(settings->ranks, add, settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.shared = {.own_progress = true}};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_NOTES(&settings.shared),
		OPTION_ROW_RANKS(&settings),
		{"root", 0, OPTION_FLAG, &settings.root, NULL,
			"rank 0 alone writes the sum (default: every rank)", 0, 0},
		{0}};
	const struct command command = {.name = "stream-allreduce",
		.operands = "[STATISTICS|PRODUCT]", .input = "the statistics or the product",
		.makes = "statistics product", .rows = rows, .operands_most = 1,
		.describe = rankrun_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
