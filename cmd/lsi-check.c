/* lsi-check - how well a model fits a corpus. */
#include "base/bytes.h"
#include "base/fault.h"
#include "lsi/gather.h"
#include "lsi/missed.h"
#include "lsi/residual.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *model;
	uint64_t sample;
	bool missed;
	double verify;
};

/* Reads the corpus again, into memory. */
static int look(const struct settings *settings, const struct factors *factors,
	struct missed *missed, struct fault *fault)
{
	struct source corpus = {0};
	struct matrix matrix = {0};
	int failed = program_source(&corpus, KIND_CORPUS, &settings->shared, fault)
		|| gather(&corpus, &matrix, UINT64_MAX, settings->shared.threads, NULL,
			NULL, fault)
		|| missed_find(missed, factors, &matrix, settings->shared.threads, fault);

	csr_release(&matrix);
	source_close(&corpus);
	return failed;
}

static bool is_read_once(const struct operands *operands)
{
	unsigned i;

	for (i = 0; i < operands->count; i++)
		if (strcmp(operands->word[i], "-") == 0)
			return true;
	return operands->count == 0;
}

static int report(const struct settings *settings, const struct residuals *residuals,
	const struct factors *factors, const struct missed *missed, struct fault *fault)
{
	struct bytes text = {0};
	double worst = 0;
	size_t i;
	int failed;

	for (i = 0; i < residuals->count; i++)
		worst = residuals->residual[i] > worst ? residuals->residual[i] : worst;
	failed = bytes_printf(&text, fault,
		"#documents\t%llu\n#factors\t%zu\n#orthogonality\t%.3g\n#variance\t%.6f\n"
		"#residual\t%.3g\n",
		(unsigned long long)residuals->documents, factors->k, residuals->orthogonality,
		residuals->share, worst);
	if (!failed && settings->missed)
		failed = bytes_printf(&text, fault, "#missed\t%zu\n#complement\t%.9g\n"
			"#unseen\t%g\t%g\n", missed->count, missed->largest, missed->share,
			missed->chance);
	failed = failed || bytes_printf(&text, fault, "#factor\tsigma\tcorpus\tresidual\n");
	for (i = 0; !failed && i < residuals->count; i++)
		failed = bytes_printf(&text, fault, "%zu\t%.9g\t%.9g\t%.3g\n",
			residuals->factor[i] + 1, factors->sigma[residuals->factor[i]],
			residuals->sigma[i], residuals->residual[i]);
	failed = failed || program_write(&text, &settings->shared, fault);
	bytes_release(&text);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source model = {0}, corpus = {0};
	struct factors factors = {0};
	struct residuals residuals = {0};
	struct missed missed = {.share = settings->verify};
	int failed;

	if (settings->missed && is_read_once(&settings->shared.operands))
		return fault_set(fault, FAULT_USAGE,
			"--missed reads the corpus twice: give files");
	failed = source_open_kind(&model, KIND_FACTORS, &settings->model, 1, fault)
		|| factors_read(&model, &factors, fault)
		|| program_source(&corpus, KIND_CORPUS, &settings->shared, fault)
		|| factors_suit(&model.header, &corpus, fault)
		|| residual_measure(&residuals, &factors, &corpus, settings->sample,
			settings->shared.threads, fault)
		|| (settings->missed && look(settings, &factors, &missed, fault))
		|| report(settings, &residuals, &factors, &missed, fault);
	if (!failed && missed.count)
		program_note("the model lacks %zu singular values at least, up to %.6g", missed.count,
			missed.largest);
	if (!failed && residuals.documents != factors.documents)
		program_note("the model is of %llu documents, and these are %llu: residuals are "
			"against another corpus", (unsigned long long)factors.documents,
			(unsigned long long)residuals.documents);
	residual_release(&residuals);
	factors_release(&factors);
	source_close(&corpus);
	source_close(&model);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.verify = 0.1};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "FACTORS",
			"the model, from lsi-partial, lsi-merge or lsi-basis", 0, 0},
		{"missed", 0, OPTION_FLAG, &settings.missed, NULL,
			"search for singular values that the model lacks; the corpus is in memory", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"sample", 0, OPTION_NUMBER, &settings.sample, "N",
			"look at N factors, evenly chosen (default: all)", 1, 1e6},
		{"verify", 0, OPTION_REAL, &settings.verify, "E",
			"--missed: those that exceed the last by E of it (default: 0.1)", 1e-4, 1e3},
		{0}};
	const struct command command = {.name = "lsi-check",
		.operands = "--model FACTORS [CORPUS...]", .input = "the corpus",
		.makes = "text", .rows = rows,
		.operands_most = OPTIONS_ANY, .describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
