/* lsi-check - how well a model fits a corpus. */
#include "base/bytes.h"
#include "base/fault.h"
#include "lsi/residual.h"
#include "num/blas.h"
#include "program.h"
#include "stream/source.h"

struct settings {
	struct shared_options shared;
	const char *model;
	uint64_t sample;
};

static int report(const struct settings *settings, const struct residuals *residuals,
	const struct factors *factors, struct fault *fault)
{
	struct bytes text = {0};
	double worst = 0;
	size_t i;
	int failed;

	for (i = 0; i < residuals->count; i++)
		worst = residuals->residual[i] > worst ? residuals->residual[i] : worst;
	failed = bytes_printf(&text, fault,
		"#documents\t%llu\n#factors\t%zu\n#orthogonality\t%.3g\n#variance\t%.6f\n"
		"#residual\t%.3g\n#factor\tsigma\tcorpus\tresidual\n",
		(unsigned long long)residuals->documents, factors->k, residuals->orthogonality,
		residuals->share, worst);
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
	int failed = source_open_kind(&model, KIND_FACTORS, &settings->model, 1, fault)
		|| factors_read(&model, &factors, fault)
		|| program_source(&corpus, KIND_CORPUS, &settings->shared, fault)
		|| factors_suit(&model.header, &corpus, fault)
		|| residual_measure(&residuals, &factors, &corpus, settings->sample,
			settings->shared.threads, fault)
		|| report(settings, &residuals, &factors, fault);
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
	struct settings settings = {0};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "FACTORS",
			"the model, from lsi-partial, lsi-merge or lsi-basis", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"sample", 0, OPTION_NUMBER, &settings.sample, "N",
			"look at N factors, evenly chosen (default: all)", 1, 1e6},
		{0}};
	const struct command command = {.name = "lsi-check",
		.operands = "--model FACTORS [CORPUS...]", .input = "the corpus",
		.makes = "text", .rows = rows,
		.operands_most = OPTIONS_ANY, .describe = blas_describe};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
