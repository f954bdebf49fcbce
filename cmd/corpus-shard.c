/* corpus-shard - cuts a corpus into a folder of shards. */
#include "base/fault.h"
#include "outputs.h"
#include "program.h"
#include "stream/relay.h"
#include "stream/sharding.h"
#include "stream/spool.h"

struct settings {
	struct shared_options shared;
	const char *folder;
	struct sharding_rule rule;
};

struct work {
	struct source source;
	struct spool spool; /* where the rows must be known first */
	bool spooled;
	struct sharding sharding;
};

static int next_block(void *from, struct packed *block, struct fault *fault)
{
	struct work *work = from;

	return work->spooled ? spool_next(&work->spool, block, fault)
			     : source_next(&work->source, block, fault);
}

/* The rows were decoded, so every byte was checked, also of blocks that are copied as they
 * are. */
static int put_block(void *context, const struct packed *block, const struct rows *rows,
	struct fault *fault)
{
	return sharding_put(context, block, rows, fault);
}

/* Spills all blocks, to learn how many rows there are to divide. */
static int count_rows(struct work *work, struct sharding_rule *rule, struct fault *fault)
{
	int failed = spool_fill(&work->spool, &work->source, fault);

	work->spooled = true;
	rule->rows_in_all = work->source.totals.rows;
	return failed;
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	const struct sharding_rule *rule = &settings->rule;
	struct work work = {0};
	int failed;

	failed = sharding_check(rule, fault)
		|| outputs_check_folder(settings->folder, settings->shared.operands.word,
			settings->shared.operands.count, fault)
		|| program_source(&work.source, KIND_CORPUS, &settings->shared, fault)
		|| (rule->parts && count_rows(&work, &settings->rule, fault));
	failed = failed
		|| sharding_begin(&work.sharding, settings->folder, settings->shared.force, rule,
			&work.source.header, &work.source.vocabulary, fault)
		|| relay_blocks(next_block, &work, &work.source.header,
			settings->shared.threads, put_block, &work.sharding, fault)
		|| sharding_commit(&work.sharding, fault);
	if (!failed)
		program_note("%s: %llu shards, %llu documents, %llu nonzeros", settings->folder,
			(unsigned long long)work.sharding.shards,
			(unsigned long long)work.sharding.rows,
			(unsigned long long)work.sharding.nonzeros);
	sharding_release(&work.sharding);
	if (work.spooled)
		spool_release(&work.spool);
	source_close(&work.source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"directory", 'd', OPTION_OUTPUT | OPTION_REQUIRED, &settings.folder, "DIR",
			"where the shards go; created where it is missing", 0, 0},
		{"force", 'f', OPTION_FLAG, &settings.shared.force, NULL,
			"replace the shards that the folder has", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROWS_SHARDING(&settings.rule),
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "corpus-shard",
		.operands = "-d DIR (-n N | --docs N | --nnz N) [CORPUS...]", .input = "the corpus",
		.rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
