/* corpus-remap - puts counts onto the columns of another vocabulary. */
#include "base/fault.h"
#include "base/input.h"
#include "stream/lineage.h"
#include "program.h"
#include "stream/relay.h"
#include "stream/vocabfile.h"
#include "text/columnmap.h"

struct settings {
	struct shared_options shared;
	const char *vocabulary;
};

static int remap(const struct settings *settings, struct source *source,
	const struct vocabulary *vocabulary, struct sink *sink, struct fault *fault)
{
	struct columnmap map = {0};
	int failed;

	/* the other vocabulary brings other frequencies, which weights depend on */
	if (source->header.values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA,
			"%s: holds weights (%s): remap the counts, then weight them",
			input_name(settings->shared.operands.word[0]), source->header.weighting);
	lineage_add(&source->header, "remap");
	failed = columnmap_between(&map, &source->vocabulary, vocabulary, fault)
		|| sink_begin(sink, &source->header, vocabulary, fault)
		|| relay_corpus(source, sink, source->header.values,
			settings->shared.threads, columnmap_apply, &map, fault)
		|| sink_commit(sink, fault);
	if (!failed)
		program_note("%zu of %zu terms are in the other vocabulary", map.kept, map.size);
	columnmap_release(&map);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct vocabulary vocabulary = {0};
	struct source source = {0};
	struct sink sink = {0};
	int failed = vocabfile_read(&vocabulary, settings->vocabulary, fault)
		|| program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| remap(settings, &source, &vocabulary, &sink, fault);
	sink_release(&sink);
	source_close(&source);
	vocabulary_release(&vocabulary);
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
		{"vocab", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.vocabulary, "FILE",
			"the other vocabulary: its file, or any matrix stream of it", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-remap",
		.operands = "--vocab FILE [CORPUS...]", .input = "the corpus",
		.makes = "corpus", .rows = rows,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
