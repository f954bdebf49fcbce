/* corpus-weight - weights the counts of a corpus. */
#include "base/fault.h"
#include "base/input.h"
#include "stream/lineage.h"
#include "program.h"
#include "stream/relay.h"
#include "text/weighting.h"

#include <string.h>
#include <sys/stat.h>

struct settings {
	struct shared_options shared;
	struct weighting_options weighting;
	const char *reference, *precision;
};

/* A corpus that is read twice can't come from a pipe. */
static int check_rereadable(const struct operands *operands, struct fault *fault)
{
	struct stat status;
	unsigned i;

	for (i = 0; i < operands->count; i++)
		if (stat(operands->word[i], &status) || !S_ISREG(status.st_mode))
			break;
	if (operands->count && i == operands->count)
		return 0;
	return fault_set(fault, FAULT_USAGE,
		"this scheme reads the corpus twice: give files, or --reference");
}

/* Observes all counts of the operands, or of the reference. */
static int observe(const struct settings *settings, struct weighting *weighting,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	const char *const *paths = settings->shared.operands.word;
	size_t count = settings->shared.operands.count;
	struct source source = {0};
	int failed;

	if (settings->reference) {
		paths = &settings->reference;
		count = 1;
	}
	failed = source_open_kind(&source, KIND_CORPUS, paths, count, fault);
	if (!failed && !digest_equal(&source.vocabulary.terms, &vocabulary->terms))
		failed = fault_set(fault, FAULT_DATA, "%s: the reference has another "
			"vocabulary: count it with the corpus's (corpus-bow --vocab)",
			input_name(paths[0]));
	if (!failed && source.header.values != VALUES_COUNTS)
		failed = fault_set(fault, FAULT_DATA, "%s: holds weights, not counts: give the output of "
			"corpus-bow", input_name(paths[0]));
	if (!failed)
		failed = weighting_begin(weighting, vocabulary->size, fault)
			|| relay_each(&source, settings->shared.threads, weighting_observe,
				weighting, fault);
	source_close(&source);
	return failed;
}

static int weight(const struct settings *settings, struct weighting *weighting,
	struct source *source, struct sink *sink, struct fault *fault)
{
	enum values values = strcmp(settings->precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;
	struct header header = source->header;

	if (source->header.values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA, "%s: weighted already (%s): give the counts, "
			"as corpus-bow writes them",
			input_name(settings->shared.operands.word[0]), source->header.weighting);
	if ((weighting_observes(weighting)
		    && observe(settings, weighting, &source->vocabulary, fault)))
		return -1;
	if (weighting_prepare(weighting, &source->vocabulary, fault))
		return fault_at(fault, "%s", input_name(settings->shared.operands.word[0]));
	if (settings->reference)
		lineage_add(&header, "reference");
	else if (lineage_has_steps(&header))
		lineage_add(&header, "weight");
	header.values = values;
	memcpy(header.weighting, weighting->name, sizeof header.weighting);
	if (sink_begin(sink, &header, &source->vocabulary, fault)
		|| relay_corpus(source, sink, values, settings->shared.threads,
			weighting_apply, weighting, fault))
		return -1;
	return sink_commit(sink, fault);
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	struct weighting weighting = {0};
	struct source source = {0};
	struct sink sink = {0};
	int failed;

	settings->weighting.reference = settings->reference;
	failed = weighting_init(&weighting, &settings->weighting, fault);
	if (!failed && weighting_observes(&weighting) && !settings->reference)
		failed = check_rereadable(&settings->shared.operands, fault);
	if (!failed)
		failed = program_source(&source, KIND_CORPUS, &settings->shared, fault)
			|| program_sink(&sink, &settings->shared, fault)
			|| weight(settings, &weighting, &source, &sink, fault);
	sink_release(&sink);
	source_close(&source);
	weighting_release(&weighting);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.weighting = {.scheme = "tfidf", .k1 = -1, .b = -1,
					    .slope = -1},
		.precision = "f32"};
	const struct option_row rows[] = {
		{"b", 0, OPTION_REAL, &settings.weighting.b, "B",
			"bm25: how much a document's length counts (default: 0.75)", 0, 1},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"k1", 0, OPTION_REAL, &settings.weighting.k1, "K1",
			"bm25: how soon a term's count saturates (default: 1.2)", 0, 1000},
		{"norm", 0, OPTION_CHOICE, &settings.weighting.norm, "l2|none",
			"length of the rows (default: l2; bm25: none)", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"precision", 0, OPTION_CHOICE, &settings.precision, "f32|f64",
			"of the weights (default: f32)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"reference", 0, OPTION_INPUT, &settings.reference, "CORPUS",
			"logent: take the terms' entropies from these counts", 0, 0},
		{"scheme", 0, OPTION_TEXT, &settings.weighting.scheme, "SCHEME",
			WEIGHTING_ITEMS "or three SMART letters, as ltc (default: tfidf)", 0, 0},
		{"slope", 0, OPTION_REAL, &settings.weighting.slope, "S",
			"of the pivoted norm u (default: 0.25)", 0, 1},
		{0}};
	const struct command command = {.name = "corpus-weight", .operands = "[CORPUS...]",
		.input = "the corpus",
		.makes = "corpus", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
