/* corpus-import - corpora of other programs to a matrix stream. */
#include "base/input.h"
#include "program.h"
#include "format/foreignin.h"
#include "format/formats.h"
#include "stream/sink.h"

#include <string.h>

struct settings {
	struct shared_options shared;
	const char *from, *values, *precision, *vocabulary, *names;
	uint64_t base;
	bool sum;
};

static int set_up(const struct settings *settings, struct foreign_import *import,
	struct fault *fault)
{
	uint64_t base = settings->base;

	import->format = formats_find(settings->from);
	if (base != FOREIGN_BASE && !import->format->base_varies)
		return fault_set(fault, FAULT_USAGE,
			"--base: columns of %s are always numbered from %llu", settings->from,
			(unsigned long long)import->format->base);
	import->path = settings->shared.operands.word[0];
	import->vocabulary = settings->vocabulary;
	import->names = settings->names;
	import->want = foreignin_default(import->format);
	if (settings->values)
		import->want = strcmp(settings->values, "counts") == 0 ? FOREIGN_COUNTS
			: FOREIGN_WEIGHTS;
	import->precision = strcmp(settings->precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;
	import->base = base;
	import->sum = settings->sum;
	import->threads = settings->shared.threads;
	return 0;
}

/* With the wrong base all terms would be wrong: notes on signs that the base of the file
 * is another. */
static void tell_base(const struct foreign_import *import)
{
	const char *path = input_name(import->path);

	if (!import->format->base_varies || !import->vocabulary || import->base != FOREIGN_BASE
		|| import->said)
		return;
	if (import->from == 1 && import->columns < import->terms)
		program_note("%s: %llu terms, columns up to %llu: is the file zero-based? --base 0; "
			"--base 1 says that it is not", path, (unsigned long long)import->terms,
			(unsigned long long)import->columns);
	if (import->from == 0 && import->first_unused)
		program_note("%s: no entry has column 0: is the file one-based? --base 1; "
			"--base 0 says that it is not", path);
}

static void tell(const struct foreign_import *import)
{
	if (!import->rows)
		program_note("%s: empty: no documents", input_name(import->path));
	if (import->zeros)
		program_note("%s: %llu entries of value 0 were left out", input_name(import->path),
			(unsigned long long)import->zeros);
	if (import->said && import->base != FOREIGN_BASE && import->base != import->said_base)
		program_note("%s: its comment says that columns are numbered from %llu, and --base "
			"%llu was given and holds", input_name(import->path),
			(unsigned long long)import->said_base, (unsigned long long)import->base);
	tell_base(import);
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct foreign_import import = {0};
	struct sink sink = {0};
	int failed = set_up(settings, &import, fault)
		|| program_sink(&sink, &settings->shared, fault)
		|| foreignin_read(&import, &sink, fault) || sink_commit(&sink, fault);

	if (!failed)
		tell(&import);
	sink_release(&sink);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.precision = "f32", .base = FOREIGN_BASE};
	const struct option_row rows[] = {
		{"base", 0, OPTION_NUMBER, &settings.base, "0|1",
			"number of the first column (default: what a comment of svmlight says, "
			"else ldac 0, svmlight 1)", 0, 1},
		OPTION_ROW_FORCE(&settings.shared),
		{"from", 0, OPTION_CHOICE | OPTION_REQUIRED, &settings.from, FORMATS_READ,
			"the format", 0, 0},
		{"names", 0, OPTION_INPUT, &settings.names, "FILE",
			"names of the documents, one a line (default: numbers)", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"precision", 0, OPTION_CHOICE, &settings.precision, "f32|f64",
			"of weights (default: f32)", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"sum", 0, OPTION_FLAG, &settings.sum, NULL,
			"add up entries of the same document and column", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		{"values", 0, OPTION_CHOICE, &settings.values, "counts|weights",
			"type of the values (default: counts where all are whole)", 0, 0},
		{"vocab", 0, OPTION_INPUT, &settings.vocabulary, "FILE",
			"the columns' terms: a list, a vocabulary or a stream", 0, 0},
		{0}};
	const struct command command = {.name = "corpus-import", .operands = "[FILE]",
		.input = "the corpus", .makes = "corpus", .rows = rows,
		.note = FORMATS_READ_LINES,
		.operands_most = 1};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
