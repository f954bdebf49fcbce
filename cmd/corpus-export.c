/* corpus-export - writes a matrix stream in a format of other programs. */
#include "program.h"
#include "format/foreignout.h"
#include "format/formats.h"

#include <unistd.h>

struct settings {
	struct shared_options shared;
	const char *to, *names, *terms;
	uint64_t base;
};

struct outputs {
	struct outfile out, names, terms;
};

static int check_options(const struct settings *settings, const struct foreign_format *format,
	struct fault *fault)
{
	if (settings->base != UINT64_MAX && !format->base_varies)
		return fault_set(fault, FAULT_USAGE,
			"--base is for ldac and svmlight, not for %s", settings->to);
	return 0;
}

static int open_outputs(const struct settings *settings, const struct foreign_format *format,
	struct outputs *outputs, struct fault *fault)
{
	struct outfile *out = &outputs->out, *names = &outputs->names, *terms = &outputs->terms;

	if (outfile_open(out, settings->shared.output, fault))
		return -1;
	if (format->write_array && !settings->shared.force && isatty(out->descriptor))
		return fault_set(fault, FAULT_USAGE,
			"an array is not text for a terminal: use -o, a pipe, or -f");
	if ((settings->terms && outfile_open(terms, settings->terms, fault))
		|| (settings->names && outfile_open(names, settings->names, fault))
		|| (settings->terms && outfile_differ(out, terms, fault))
		|| (settings->names && outfile_differ(out, names, fault)))
		return -1;
	return settings->terms && settings->names ? outfile_differ(terms, names, fault) : 0;
}

static int write_outputs(const struct settings *settings, const struct foreign_format *format,
	struct sized *sized, struct outputs *outputs, struct fault *fault)
{
	struct foreign_export export = {.format = format, .threads = settings->shared.threads,
		.out = &outputs->out, .names = settings->names ? &outputs->names : NULL};

	if (settings->terms
		&& foreignout_terms(&sized->source.vocabulary, &outputs->terms, fault))
		return -1;
	export.base = settings->base != UINT64_MAX ? settings->base : format->base;
	return foreignout_write(&export, sized, fault);
}

static int commit(const struct settings *settings, struct outputs *outputs,
	struct fault *fault)
{
	struct outfile *outs[3] = {&outputs->out};
	size_t count = 1;

	if (settings->terms)
		outs[count++] = &outputs->terms;
	if (settings->names)
		outs[count++] = &outputs->names;
	return outfile_commit_all(outs, count, fault);
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct foreign_format *format = formats_find(settings->to);
	struct outputs outputs = {0};
	struct sized sized = {0};
	int failed = check_options(settings, format, fault)
		|| sized_open(&sized, settings->shared.operands.word,
			settings->shared.operands.count, fault)
		|| open_outputs(settings, format, &outputs, fault)
		|| write_outputs(settings, format, &sized, &outputs, fault)
		|| commit(settings, &outputs, fault);

	sized_close(&sized);
	outfile_release(&outputs.out);
	outfile_release(&outputs.names);
	outfile_release(&outputs.terms);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.base = UINT64_MAX};
	const struct option_row rows[] = {
		{"base", 0, OPTION_NUMBER, &settings.base, "0|1",
			"number of the first column (default: ldac 0, svmlight 1)", 0, 1},
		OPTION_ROW_FORCE(&settings.shared),
		{"names", 0, OPTION_OUTPUT | OPTION_PLAIN, &settings.names, "FILE",
			"write the documents' names there, one a line", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"terms", 0, OPTION_OUTPUT | OPTION_PLAIN, &settings.terms, "FILE",
			"write the columns' terms there, one a line", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"to", 0, OPTION_CHOICE | OPTION_REQUIRED, &settings.to, FORMATS_ALL,
			"the format", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-export", .operands = "[STREAM...]",
		.input = "the stream", .makes = "text", .rows = rows,
		.note = FORMATS_ALL_LINES,
		.operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
