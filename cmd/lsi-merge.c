/* lsi-merge - several decompositions become one. */
#include "base/bytes.h"
#include "base/fault.h"
#include "lsi/merge.h"
#include "lsi/recompute.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	uint64_t k; /* 0: as many as the widest operand has */
	double decay;
	const char *precision;
};

/* Documents of one operand that are in another, or in one that was merged before. */
static void tell_twice(const struct factors *whole, const struct factors *next)
{
	const struct docsum *sum = docsums_common(&whole->learned, &next->learned);
	char hex[DOCSUM_HEX];
	uint64_t common;
	bool about;

	if (!sum) {
		common = namesketch_common(&whole->names, &next->names, &about);
		if (common)
			program_note("%s%llu documents of the same name are in two operands: the "
				"same ones count twice", about ? "about " : "", (unsigned long long)common);
		return;
	}
	docsum_hex(sum, hex);
	program_note("the same %llu documents (digest %s) are in two operands: they count twice",
		(unsigned long long)sum->documents, hex);
}

/* Merges one after the other, in their order.  Before the last one, at least as many
 * factors are kept as the widest has.  *k: how many were asked for. */
static int fold(const struct settings *settings, struct factors_reader *reader,
	struct factors *whole, uint64_t *k, struct fault *fault)
{
	int threads = settings->shared.threads, got;
	struct factors next = {0};
	size_t widest, keep;

	got = factors_next(reader, whole, fault);
	if (got == 0)
		return fault_set(fault, FAULT_DATA, "no factors to merge");
	widest = whole->k;
	while (got == 1 && (got = factors_next(reader, &next, fault)) == 1) {
		widest = next.k > widest ? next.k : widest;
		keep = settings->k > widest ? settings->k : widest;
		tell_twice(whole, &next);
		if (merge_factors(whole, &next, keep, settings->decay, threads, fault))
			got = -1;
	}
	factors_release(&next);
	if (got < 0)
		return -1;
	if (settings->k && whole->k < settings->k)
		program_note("%zu factors, not %llu: the operands have no more", whole->k,
			(unsigned long long)settings->k);
	*k = settings->k ? settings->k : widest;
	factors_truncate(whole, (size_t)*k);
	return 0;
}

static int work(const struct settings *settings, struct source *source, struct fault *fault)
{
	struct factors_reader reader = {0};
	struct factors whole = {0};
	enum values values = source->header.values;
	struct bytes recipe = {0};
	uint64_t k = 0;
	int failed = factors_reader_init(&reader, source, fault)
		|| fold(settings, &reader, &whole, &k, fault)
		|| recompute_merge_recipe(k, settings->decay, &source->totals.digest, &recipe, fault);

	if (settings->precision)
		values = strcmp(settings->precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;
	failed = failed || factors_write(&whole, values, &source->header, &source->vocabulary,
		recipe.data, settings->shared.output, settings->shared.force, fault);
	bytes_release(&recipe);
	if (!failed && settings->shared.verbose)
		program_note("%llu documents, %zu factors, %zu streams",
			(unsigned long long)whole.documents, whole.k, source_streams(source));
	factors_release(&whole);
	factors_reader_release(&reader);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source source = {0};
	int failed = program_source(&source, KIND_FACTORS, &settings->shared, fault)
		|| work(settings, &source, fault);

	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.decay = 1};
	const struct option_row rows[] = {
		{"decay", 0, OPTION_REAL, &settings.decay, "D",
			"at each merge, what came before counts D times (default: 1)", 1e-9, 1},
		{"factors", 'k', OPTION_NUMBER, &settings.k, "K",
			"how many factors to keep (default: as many as the widest has)", 1, 1e5},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		{"precision", 0, OPTION_CHOICE, &settings.precision, "f32|f64",
			"of the vectors written (default: as they come)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "lsi-merge", .operands = "[FACTORS...]",
		.input = "the factors", .makes = "factors", .rows = rows,
		.note = "In the field: add_documents, merging of projections.",
		.operands_most = OPTIONS_ANY, .describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
