/* lsi-basis - starts, extends and finishes a Krylov basis. */
#include "base/fault.h"
#include "lsi/expansion.h"
#include "lsi/multiply.h"
#include "lsi/passfiles.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	bool start, extend, advance, finish;
	const char *model, *precision;
	uint64_t block, seed, k;
	double bound, tolerance, verify;
};

/* Block 0 is a model's vectors. */
static int start_from_model(const struct settings *settings, const struct source *corpus,
	struct block *block, struct fault *fault)
{
	struct source model = {0};
	struct factors factors = {0};
	int failed = source_open_kind(&model, KIND_FACTORS, &settings->model, 1, fault)
		|| factors_read(&model, &factors, fault)
		|| factors_suit(&model.header, corpus, fault)
		|| expansion_start_from(block, &factors, settings->shared.threads, fault);

	factors_release(&factors);
	source_close(&model);
	return failed;
}

static int start(const struct settings *settings, struct fault *fault)
{
	struct source corpus = {0};
	struct block block = {.bound = settings->bound};
	int threads = settings->shared.threads;
	int failed = program_source(&corpus, KIND_CORPUS, &settings->shared, fault)
		|| (block.bound == 0 && multiply_bound(&corpus, threads, &block.bound, fault))
		|| (settings->model ? start_from_model(settings, &corpus, &block, fault)
			: expansion_start(&block, corpus.vocabulary.size, settings->block,
				settings->seed, threads, fault));

	if (!failed && !(block.bound > 0))
		failed = fault_set(fault, FAULT_DATA, "the corpus has no weights");
	if (!failed)
		failed = settings->model
			? blocks_write_basis(&block, &corpus, "lsi basis of a model",
				settings->shared.output, settings->shared.force, fault)
			: passfiles_start(&block, &corpus, settings->shared.output,
				settings->shared.force, fault);
	blocks_release(&block);
	source_close(&corpus);
	return failed;
}

static int write_next(const struct settings *settings, const struct expansion *expansion,
	const struct block *block, struct fault *fault)
{
	if (block->width == 0)
		return fault_set(fault, FAULT_NOTHING, "nothing follows: the basis spans all terms");
	return passfiles_next(expansion, block, settings->shared.output, settings->shared.force,
		fault);
}

static int extend(const struct settings *settings, struct expansion *expansion,
	struct fault *fault)
{
	struct block block = {0};
	int failed = expansion_check(expansion, false, fault)
		|| expansion_extend(expansion, &block, fault)
		|| write_next(settings, expansion, &block, fault);

	blocks_release(&block);
	return failed;
}

static int write_factors(const struct settings *settings, const struct expansion *expansion,
	const struct factors *factors, const struct expansion_state *state,
	const struct origin_look *look, struct fault *fault)
{
	enum values values = strcmp(settings->precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;

	if (passfiles_factors(expansion, factors, look, values, settings->shared.output,
		    settings->shared.force, fault))
		return -1;
	program_note("%zu of %zu factors are within %g after %zu passes%s", state->converged,
		factors->k, look->tolerance, expansion->bases, factors->unseen < 0
		? "; values that were missed have not been looked for: --advance does" : "");
	return 0;
}

/* Factors, or with --advance the next basis where they have not converged. */
static int solve(const struct settings *settings, struct expansion *expansion,
	struct fault *fault)
{
	struct factors factors = {0};
	struct block block = {0};
	struct expansion_state state;
	const struct origin_look look = {settings->k,
		settings->tolerance > 0 ? settings->tolerance : 1e-2,
		settings->verify >= 0 ? settings->verify : 0.1};
	int failed = expansion_check(expansion, true, fault)
		|| expansion_advance(expansion, (size_t)settings->k, look.tolerance, look.share,
			settings->finish, &factors, &block, &state, fault);

	if (!failed && settings->finish && settings->tolerance > 0
		&& !(settings->verify >= 0 ? state.done : state.settled))
		failed = fault_set(fault, FAULT_RETRY, "%zu of %llu factors are within %g after %zu "
			"passes: --%s goes on", state.converged, (unsigned long long)settings->k,
			look.tolerance, expansion->bases, settings->verify >= 0 ? "advance" : "extend");
	if (!failed && block.width)
		failed = write_next(settings, expansion, &block, fault);
	else if (!failed)
		failed = write_factors(settings, expansion, &factors, &state, &look, fault);
	blocks_release(&block);
	factors_release(&factors);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct expansion expansion = {.threads = settings->shared.threads};
	unsigned i;
	int failed = 0;

	if (settings->start + settings->extend + settings->advance + settings->finish != 1)
		return fault_set(fault, FAULT_USAGE,
			"one of --start, --extend, --advance and --finish says what to do");
	if (settings->start)
		return start(settings, fault);
	if (!settings->shared.operands.count)
		return fault_set(fault, FAULT_USAGE, "operands are missing: bases and products");
	for (i = 0; !failed && i < settings->shared.operands.count; i++)
		failed = expansion_read(&expansion, &settings->shared.operands.word[i], fault);
	if (!failed)
		failed = settings->extend ? extend(settings, &expansion, fault)
			: solve(settings, &expansion, fault);
	expansion_release(&expansion);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.block = 64, .seed = 1, .k = 200, .precision = "f32",
		.verify = -1};
	const struct option_row rows[] = {
		{"advance", 0, OPTION_FLAG, &settings.advance, NULL, "to factors, or a next basis", 0, 0},
		{"block", 0, OPTION_NUMBER, &settings.block, "B", "--start: columns a pass (64)", 1, 4096},
		{"bound", 0, OPTION_REAL, &settings.bound, "F", "--start: the sum of all squares is "
			"at most F (default: found by reading)", 1e-300, 1e300},
		{"extend", 0, OPTION_FLAG, &settings.extend, NULL, "bases and a product to a basis", 0, 0},
		{"factors", 'k', OPTION_NUMBER, &settings.k, "K",
			"--advance, --finish: how many factors (default: 200)", 1, 1e5},
		{"finish", 0, OPTION_FLAG, &settings.finish, NULL, "bases and products to factors", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT, &settings.model, "FACTORS", "--start: from its vectors", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"precision", 0, OPTION_CHOICE, &settings.precision, "f32|f64", "of vectors (f32)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"seed", 0, OPTION_NUMBER, &settings.seed, "N", "--start: (default: 1)", 0, 0},
		{"start", 0, OPTION_FLAG, &settings.start, NULL, "a corpus to the first basis", 0, 0},
		{"tolerance", 0, OPTION_REAL, &settings.tolerance, "T",
			"--advance: of values (default: 0.01); --finish: 75 if not reached", 1e-7, 1},
		{"verify", 0, OPTION_REAL, &settings.verify, "E", "look for missed values above the "
			"last by E of it (--advance: 0.1; 0: don't; --finish: 75 if not done)", 0, 1e3},
		{0}};
	const struct command command = {.name = "lsi-basis",
		.operands = "(--start CORPUS... | --extend BASIS... PRODUCT... | "
			"(--advance | --finish) -k K BASIS... PRODUCT...)", .input = "the corpus",
		.makes = "basis factors", .rows = rows, .operands_most = OPTIONS_ANY,
		.describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
