/* lda-mpi - trains a topic model by the ranks of an MPI job. */
#include "base/fault.h"
#include "inference.h"
#include "program.h"
#include "rankrun.h"
#include "ranks/ldaranks.h"

#include <stdbool.h>
#include <stdint.h>

struct settings {
	struct inference_options inference;
	uint64_t ranks, passes, memory;
	const char *checkpoint;
};

static int train(void *context, const struct ranks *ranks, struct fault *fault)
{
	const struct settings *settings = context;
	const struct inference_options *options = &settings->inference;
	const struct operands *operands = &options->shared.operands;
	const struct ldaranks training = {.model = options->model,
		.checkpoint = settings->checkpoint, .passes = settings->passes,
		.effort = options->effort, .weights = options->weights,
		.memory = settings->memory, .threads = options->shared.threads,
		.note = options->shared.verbose ? program_note : NULL};
	struct lda_topics topics = {0};
	struct shares shares = {0};
	struct sink sink = {0};
	int failed = ranks_agree(ranks, ranks->self == 0
			&& program_sink(&sink, &options->shared, fault), fault)
		|| shares_take(&shares, ranks, operands->word, operands->count, fault);

	if (!failed && shares.idle)
		program_note("%zu of %d ranks have no shard: more shards, or fewer ranks", shares.idle,
			ranks->count);
	failed = failed || ldaranks_train(&training, ranks, &shares, &topics, fault)
		|| ranks_agree(ranks, ranks->self == 0 && lda_topics_write(&topics.model,
			&topics.vocabulary, topics.weighting, &topics.history,
			NULL, &sink, fault), fault);
	sink_release(&sink);
	shares_release(&shares);
	lda_topics_release(&topics);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;

	return rankrun(settings->ranks, train, settings, fault);
}

int main(int argc, char **argv)
{
	struct settings settings = {.inference = INFERENCE_OPTIONS, .passes = 20,
		.memory = (uint64_t)1 << 30};
	struct inference_options *options = &settings.inference;
	const struct option_row rows[] = {
		OPTION_ROW_WEIGHTS(options),
		{"checkpoint", 0, OPTION_OUTPUT, &settings.checkpoint, "FILE",
			"save each pass here, and go on from it", 0, 0},
		OPTION_ROW_FORCE(&options->shared),
		OPTION_ROW_ITERATIONS(options, "cvb0 10, vb 50"),
		OPTION_ROW_THREADS(&options->shared),
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"shards of a rank up to this stay in memory (default: 1G)", 1, 1e18},
		OPTION_ROW_MODEL(options),
		OPTION_ROW_OUTPUT(&options->shared),
		{"passes", 0, OPTION_NUMBER, &settings.passes, "N",
			"over the corpus (default: 20)", 1, 1e9},
		OPTION_ROWS_NOTES(&options->shared),
		OPTION_ROW_RANKS(&settings),
		OPTION_ROW_TOLERANCE(options),
		{0}};
	const struct command command = {.name = "lda-mpi", .operands = "SHARD...",
		.input = "the shards", .makes = "topics", .rows = rows,
		.operands_most = OPTIONS_ANY, .input_optional = true, .describe = rankrun_describe};

	options->shared.own_progress = true; /* notes of passes */
	return program_run(&command, argc, argv, &options->shared, run, &settings);
}
