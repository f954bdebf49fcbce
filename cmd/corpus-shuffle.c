/* corpus-shuffle - puts the documents of a corpus into a random order. */
#include "base/fault.h"
#include "stream/lineage.h"
#include "program.h"
#include "stream/relay.h"
#include "stream/scatter.h"

struct settings {
	struct shared_options shared;
	uint64_t seed;
};

static int shuffle(const struct settings *settings, struct source *source,
	struct scatter *scatter, struct sink *sink, struct fault *fault)
{
	int threads = settings->shared.threads;

	lineage_add(&source->header, "shuffle seed=%llu", (unsigned long long)settings->seed);
	if (relay_each(source, threads, scatter_put, scatter, fault)
		|| sink_begin(sink, &source->header, &source->vocabulary, fault)
		|| relay_fill(scatter_next, scatter, sink, source->header.values, threads, fault))
		return -1;
	return sink_commit(sink, fault);
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct scatter *scatter = NULL;
	struct source source = {0};
	struct sink sink = {0};
	int failed = program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| program_sink(&sink, &settings->shared, fault);

	if (!failed) {
		scatter = scatter_new(settings->seed, source.header.values, fault);
		failed = !scatter || shuffle(settings, &source, scatter, &sink, fault);
	}
	scatter_free(scatter);
	sink_release(&sink);
	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"seed", 0, OPTION_NUMBER, &settings.seed, "N", "seed of the order (default: 0)", 0,
			0},
		{0}};
	const struct command command = {.name = "corpus-shuffle", .operands = "[CORPUS...]",
		.input = "the corpus",
		.makes = "corpus", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
