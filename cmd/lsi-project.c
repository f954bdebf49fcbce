/* lsi-project - documents as vectors in the space of a model. */
#include "base/digest.h"
#include "base/fault.h"
#include "base/number.h"
#include "lsi/project.h"
#include "program.h"
#include "stream/relay.h"

#include <stdio.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	const char *model;
	bool scale;
	double power;
};

static int work(const struct settings *settings, const struct source *model,
	struct projection *projection, struct source *corpus, struct sink *sink,
	struct fault *fault)
{
	struct header header = {.kind = KIND_VECTORS, .values = VALUES_F32,
		.columns = projection->k};
	char digest[DIGEST_HEX], power[NUMBER_TEXT], weighted[64] = "";

	if (factors_suit(&model->header, corpus, fault))
		return -1;
	digest_hex(&model->totals.digest, digest);
	memcpy(header.weighting, corpus->header.weighting, sizeof header.weighting);
	if (settings->power < 0 || settings->power > 0)
		(void)snprintf(weighted, sizeof weighted, " power=%.*s",
			(int)number_format_double(power, settings->power), power);
	(void)snprintf(header.recipe, sizeof header.recipe, "lsi projection%s model=%s",
		settings->scale ? " scaled" : weighted, digest);
	return sink_begin(sink, &header, &corpus->vocabulary, fault)
			|| relay_vectors(corpus, sink, VALUES_F32, projection->k,
				settings->shared.threads, project_step, projection, fault)
			|| sink_commit(sink, fault)
		? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source model = {0}, corpus = {0};
	struct factors factors = {0};
	struct projection projection = {0};
	struct sink sink = {0};
	int failed = settings->scale && (settings->power < 0 || settings->power > 0)
		? fault_set(fault, FAULT_USAGE, "--scale is --power -1: give one of them") : 0;

	failed = failed || source_open_kind(&model, KIND_FACTORS, &settings->model, 1, fault)
		|| factors_read(&model, &factors, fault)
		|| program_source(&corpus, KIND_CORPUS, &settings->shared, fault)
		|| project_init(&projection, &factors, settings->scale ? -1 : settings->power,
			fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| work(settings, &model, &projection, &corpus, &sink, fault);

	sink_release(&sink);
	source_close(&corpus);
	source_close(&model);
	project_release(&projection);
	factors_release(&factors);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		{"model", 0, OPTION_INPUT | OPTION_REQUIRED, &settings.model, "FACTORS",
			"the model, from lsi-partial, lsi-merge or lsi-basis", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"power", 0, OPTION_REAL, &settings.power, "P",
			"weight each coordinate by its singular value to the power P (default: 0)", -4, 4},
		OPTION_ROWS_TALK(&settings.shared),
		{"scale", 0, OPTION_FLAG, &settings.scale, NULL,
			"divide each coordinate by its singular value: --power -1", 0, 0},
		{0}};
	const struct command command = {.name = "lsi-project",
		.operands = "--model FACTORS [CORPUS...]", .input = "the corpus",
		.makes = "vectors", .rows = rows,
		.note = "In the field: folding in, transform.", .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
