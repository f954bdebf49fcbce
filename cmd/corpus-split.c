/* corpus-split - splits a corpus in two by a hash of the documents' names. */
#include "base/digest.h"
#include "base/fault.h"
#include "base/fraction.h"
#include "stream/lineage.h"
#include "program.h"
#include "stream/relay.h"

/* Makes the choice independent of the order of corpus-shuffle for the same names and
 * seed. */
#define KEY 0x73706c69742d6b65u

struct settings {
	struct shared_options shared;
	struct fraction test; /* bottom 0: not given */
	const char *rest;
	uint64_t seed;
	bool swap;
};

struct choice {
	uint64_t below; /* hashes that go to the test part */
	bool all, swap;
	uint64_t seed;
};

static bool choose(void *context, const struct rows *rows, size_t row)
{
	const struct choice *choice = context;
	size_t length = rows->name[row + 1] - rows->name[row] - 1;

	return choice->swap != (choice->all
		|| digest_short(rows_name(rows, row), length, choice->seed ^ KEY) < choice->below);
}

/* swap: of the documents that are not the test part. */
static int begin_part(const struct settings *settings, const struct source *source, bool swap,
	struct sink *sink, struct fault *fault)
{
	struct header header = source->header;
	char test[FRACTION_TEXT];

	fraction_format(settings->test, test);
	lineage_add(&header, "split test=%s seed=%llu%s", test,
		(unsigned long long)settings->seed, swap ? " swap=1" : "");
	return sink_begin(sink, &header, &source->vocabulary, fault);
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct choice choice = {.seed = settings->seed, .swap = settings->swap};
	struct source source = {0};
	struct sink test = {0}, rest = {0};
	struct outfile *const outs[] = {&test.out, &rest.out};
	int failed;

	choice.all = settings->test.top == settings->test.bottom;
	choice.below = fraction_of_hashes(settings->test);
	failed = program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| program_sink(&test, &settings->shared, fault)
		|| sink_open(&rest, settings->rest, settings->shared.force, fault)
		|| outfile_differ(&test.out, &rest.out, fault)
		|| begin_part(settings, &source, settings->swap, &test, fault)
		|| begin_part(settings, &source, !settings->swap, &rest, fault)
		|| relay_split(&source, &test, &rest, settings->shared.threads, choose,
			&choice, fault)
		|| sink_end(&test, fault) || sink_end(&rest, fault)
		|| outfile_commit_all(outs, 2, fault);
	if (!failed)
		program_note("%llu documents to the test part, %llu to the rest", (unsigned long long)
			(settings->swap ? rest.totals.rows : test.totals.rows), (unsigned long long)
			(settings->swap ? test.totals.rows : rest.totals.rows));
	sink_release(&test);
	sink_release(&rest);
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
		{"rest", 0, OPTION_OUTPUT | OPTION_REQUIRED, &settings.rest, "FILE",
			"where the other documents go", 0, 0},
		{"seed", 0, OPTION_NUMBER, &settings.seed, "N",
			"seed of the hash (default: 0)", 0, 0},
		{"swap", 0, OPTION_FLAG, &settings.swap, NULL,
			"the test part goes to --rest, the other documents to the output", 0, 0},
		{"test", 0, OPTION_FRACTION | OPTION_REQUIRED, &settings.test, "FRACTION",
			"the approximate share of the documents that goes to the output", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-split",
		.operands = "--test FRACTION --rest FILE [CORPUS...]", .input = "the corpus",
		.makes = "corpus", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
