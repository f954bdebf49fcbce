/* lsi-mpi - factors by several passes of the ranks of an MPI job. */
#include "base/fault.h"
#include "program.h"
#include "rankrun.h"
#include "ranks/lsiranks.h"

#include <stdint.h>

struct settings {
	struct shared_options shared;
	struct lsiranks run;
	uint64_t ranks;
};

static int factorise(void *context, const struct ranks *ranks, struct fault *fault)
{
	struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct lsiranks *run = &settings->run;
	struct shares shares = {0};
	int failed = shares_take(&shares, ranks, operands->word, operands->count, fault);

	run->threads = settings->shared.threads;
	run->output = settings->shared.output;
	run->force = settings->shared.force;
	run->note = settings->shared.verbose ? program_note : NULL;
	if (!failed && shares.idle)
		program_note("%zu of %d ranks have no shard: more shards, or fewer ranks", shares.idle,
			ranks->count);
	failed = failed || lsiranks_run(run, ranks, &shares, operands->count, fault);
	shares_release(&shares);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;

	return rankrun(settings->ranks, factorise, settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.shared = {.own_progress = true},
		.run = {.seed = 1, .tolerance = 1e-2}};
	struct lsiranks *lsi = &settings.run;
	const struct option_row rows[] = {
		{"block", 0, OPTION_NUMBER, &lsi->block, "B",
			"columns that each pass adds (default: 64)", 1, 4096},
		{"factors", 'k', OPTION_NUMBER | OPTION_REQUIRED, &lsi->k, "K",
			"number of factors", 1, 1e5},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		{"passes", 0, OPTION_NUMBER, &lsi->passes, "N",
			"exactly N (default: by -k and T, as dist-run lsi)", 1, 1e6},
		OPTION_ROWS_NOTES(&settings.shared),
		OPTION_ROW_RANKS(&settings),
		{"seed", 0, OPTION_NUMBER, &lsi->seed, "N",
			"of the random start (default: 1)", 0, 0},
		{"tolerance", 0, OPTION_REAL, &lsi->tolerance, "T",
			"relative error of singular values (default: 0.01)", 1e-7, 1},
		{"work", 0, OPTION_OUTPUT | OPTION_PLAIN | OPTION_REQUIRED, &lsi->work, "DIR",
			"basis and product of each pass; the same line goes on from them", 0, 0},
		{0}};
	const struct command command = {.name = "lsi-mpi", .operands = "SHARD...",
		.input = "the shards", .makes = "factors", .rows = rows,
		.operands_most = OPTIONS_ANY, .input_optional = true, .describe = rankrun_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
