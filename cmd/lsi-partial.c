/* lsi-partial - the truncated SVD of a corpus, in memory. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/ram.h"
#include "lsi/direct.h"
#include "lsi/gather.h"
#include "lsi/krylov.h"
#include "lsi/onepass.h"
#include "lsi/recompute.h"
#include "lsi/truncate.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"

#include <math.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	uint64_t k, keep, chunk, block, columns, passes, seed, memory;
	double tolerance, decay, verify;
	bool exact;
	const char *precision;
};

static struct truncation plan(const struct settings *settings)
{
	size_t k = settings->keep ? settings->keep
		: settings->chunk ? 2 * settings->k
				  : settings->k;

	return (struct truncation){.k = k, .block = settings->block,
		.columns = settings->columns ? settings->columns
			: truncate_columns(k, settings->block),
		.passes = settings->passes, .share = settings->verify,
		.tolerance = settings->exact ? 1e-6 : settings->tolerance,
		.rounded = !settings->chunk && strcmp(settings->precision, "f32") == 0,
		.seed = settings->seed, .memory = settings->memory,
		.threads = settings->shared.threads};
}

/* What can be known from the header alone. */
static int check(const struct settings *settings, const struct vocabulary *vocabulary,
	const struct truncation *truncation, struct fault *fault)
{
	uint64_t most = settings->memory / 8 / (vocabulary->size ? vocabulary->size : 1);

	if (settings->keep && settings->keep < settings->k)
		return fault_set(fault, FAULT_USAGE, "--keep must be at least -k");
	if (settings->decay != 1 && !settings->chunk)
		return fault_set(fault, FAULT_USAGE, "--decay needs --chunk");
	if (truncation->columns < truncation->k + 4 * settings->block)
		return fault_set(fault, FAULT_USAGE, "--columns: %zu is too few for %zu factors: at "
			"least %zu", truncation->columns, truncation->k,
			truncation->k + 4 * (size_t)settings->block);
	if (truncation->k > most && vocabulary->size > most)
		return fault_set(fault, FAULT_SYSTEM, "%zu factors of %zu terms don't fit into %llu MiB "
			"of memory: %llu would", truncation->k, vocabulary->size,
			(unsigned long long)(settings->memory >> 20), (unsigned long long)most);
	return 0;
}

static void tell(const struct settings *settings, const struct truncation *truncation,
	const struct factors *factors)
{
	size_t within = 0, i;

	if (factors->k < settings->k)
		program_note("%zu factors, not %llu: others are hidden by rounding, below %.3g of the "
			"first", factors->k, (unsigned long long)settings->k,
			truncation->direct ? DIRECT_FLOOR : sqrt(KRYLOV_FLOOR));
	for (i = 0; i < factors->k; i++)
		within += factors->error[i] <= truncation->tolerance;
	if (!settings->chunk && !truncation->converged && within < factors->k)
		program_note("%zu of %zu factors are within the tolerance of %g after %zu passes",
			within, factors->k, truncation->tolerance, truncation->passes_done);
	if (factors->unseen < 0)
		program_note("no singular values were looked for that may have been missed");
	if (settings->shared.verbose)
		program_note("%llu documents; %zu passes, %zu columns, %.4g gflop of products, "
			"%.4g of orthogonalisation", (unsigned long long)factors->documents,
			truncation->passes_done, truncation->columns_done,
			truncation->products * 1e-9, truncation->orthogonal * 1e-9);
}

/* All at once, or chunk by chunk. */
static int decompose(const struct settings *settings, struct source *source,
	struct truncation *truncation, struct factors *factors, struct fault *fault)
{
	struct onepass onepass = {.plan = *truncation, .k = settings->k,
		.chunk = settings->chunk, .decay = settings->decay};
	struct matrix matrix = {0};
	struct docsum sum = {0};
	int failed;

	if (settings->chunk) {
		failed = onepass_run(&onepass, source, fault);
		*truncation = onepass.plan;
		*factors = onepass.whole;
		onepass.whole = (struct factors){0};
		onepass_release(&onepass);
	} else {
		failed = gather(source, &matrix, settings->memory, truncation->threads, &sum,
			&factors->names, fault);
		progress_begin("decomposing", "passes", 1, truncation->passes ? truncation->passes
			: truncation->columns / truncation->block + 1);
		failed = failed || truncate_matrix(&matrix, truncation, factors, fault);
		csr_release(&matrix);
		factors_truncate(factors, settings->k);
		failed = failed || docsums_add(&factors->learned, &sum, fault);
	}
	return failed ? -1 : 0;
}

static int work(const struct settings *settings, struct source *source,
	struct factors *factors, struct fault *fault)
{
	enum values values = strcmp(settings->precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;
	struct truncation truncation = plan(settings);
	const struct recompute_partial partial = {.plan = &truncation, .k = settings->k,
		.chunk = settings->chunk, .decay = settings->decay,
		.inputs = &source->totals.digest};
	struct bytes recipe = {0};
	int failed = check(settings, &source->vocabulary, &truncation, fault)
		|| decompose(settings, source, &truncation, factors, fault)
		|| recompute_partial_recipe(&partial, &recipe, fault)
		|| factors_write(factors, values, &source->header, &source->vocabulary,
			recipe.data, settings->shared.output, settings->shared.force, fault);

	bytes_release(&recipe);
	if (!failed)
		tell(settings, &truncation, factors);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source source = {0};
	struct factors factors = {0};
	int failed;

	memory_keep_all();
	blas_prepare();
	failed = program_source(&source, KIND_CORPUS, &settings->shared, fault)
		|| work(settings, &source, &factors, fault);
	factors_release(&factors);
	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.k = 200, .block = 16, .seed = 1, .memory = ram_there(),
		.tolerance = 1e-2, .verify = 0.1, .decay = 1, .precision = "f32"};
	const struct option_row rows[] = {
		{"block", 0, OPTION_NUMBER, &settings.block, "B",
			"columns that a pass over the corpus adds (default: 16)", 1, 1024},
		{"chunk", 0, OPTION_NUMBER, &settings.chunk, "N",
			"one pass, an update for each N documents (default: all at once)", 1, 1e12},
		{"columns", 0, OPTION_NUMBER, &settings.columns, "M",
			"of the basis before it is restarted (default: 8 K + 4 B)", 1, 1e6},
		{"decay", 0, OPTION_REAL, &settings.decay, "D",
			"with --chunk: at each chunk, what came before counts D times (default: 1)",
			1e-9, 1},
		{"exact", 0, OPTION_FLAG, &settings.exact, NULL, "a tolerance of 1e-6", 0, 0},
		{"factors", 'k', OPTION_NUMBER, &settings.k, "K",
			"how many factors (default: 200)", 1, 1e5},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"keep", 0, OPTION_NUMBER, &settings.keep, "R",
			"factors kept until the end (default: 2 K; without --chunk K)",
			1, 1e5},
		{"memory", 0, OPTION_SIZE, &settings.memory, "SIZE",
			"refuse to use more (default: the memory of the machine)", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"passes", 0, OPTION_NUMBER, &settings.passes, "N",
			"stop after N, converged or not (default: by T; a chunk: 2 R / B + 2)",
			2, 1e6},
		{"precision", 0, OPTION_CHOICE, &settings.precision, "f32|f64",
			"of the vectors written (default: f32)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"seed", 0, OPTION_NUMBER, &settings.seed, "N", "of the start (default: 1)", 0, 0},
		{"tolerance", 0, OPTION_REAL, &settings.tolerance, "T",
			"relative error of each singular value (default: 0.01)", 1e-7, 1},
		{"verify", 0, OPTION_REAL, &settings.verify, "E", "look for values missed that exceed "
			"the last by E of it (default: 0.1; 0: don't)", 0, 1e3},
		{0}};
	const struct command command = {.name = "lsi-partial", .operands = "[CORPUS...]",
		.input = "the corpus", .makes = "factors", .rows = rows,
		.note = "In the field: LsiModel, TruncatedSVD, LSA.", .operands_most = OPTIONS_ANY,
		.describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
