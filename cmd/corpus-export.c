/* corpus-export - a matrix stream to what other programs read. */
#include "program.h"

#include "text/foreignout.h"
#include "text/npy.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct shared_options shared;
static const char *to, *names, *terms;
static uint64_t base = UINT64_MAX;

static const struct option_row rows[] = {
	{"base", 0, OPTION_NUMBER, &base, "0|1",
		"number of the first column (default: ldac 0, svmlight 1)", 0, 1},
	OPTION_ROW_FORCE(&shared),
	{"names", 0, OPTION_TEXT, &names, "FILE",
		"write the documents' names there, one a line", 0, 0},
	OPTION_ROW_OUTPUT(&shared),
	OPTION_ROWS_TALK(&shared),
	{"terms", 0, OPTION_TEXT, &terms, "FILE",
		"write the columns' terms there, one a line", 0, 0},
	OPTION_ROW_THREADS(&shared),
	{"to", 0, OPTION_CHOICE, &to, "mm|ldac|uci|svmlight|tsv|npy",
		"the format (needed)", 0, 0},
	{0}};

static const struct command command = {"corpus-export",
	"writes a matrix stream for other programs", "[STREAM...]", rows,
	"mm is Matrix Market as gensim reads it, ldac the corpus of Blei's lda-c, uci the\n"
	"bag of words of the UCI repository, svmlight what libsvm and scikit-learn call\n"
	"so; npy, NumPy's array, takes factors, topics and vectors.",
	0, OPTIONS_ANY, NULL};

static struct outfile out, names_out, terms_out;

static int check_options(const struct foreign_format *format, struct fault *fault)
{
	if (!to)
		return fault_set(fault, FAULT_USAGE,
			"--to is missing: mm, ldac, uci, svmlight, tsv or npy");
	if (base != UINT64_MAX && (!format || !format->base_varies))
		return fault_set(fault, FAULT_USAGE,
			"--base is for ldac and svmlight, not for %s", to);
	return 0;
}

static int open_outputs(struct fault *fault)
{
	if (outfile_open(&out, shared.output, fault))
		return -1;
	if (strcmp(to, "npy") == 0 && !shared.force && isatty(out.descriptor))
		return fault_set(fault, FAULT_USAGE,
			"an array is no text for a terminal: use -o, a pipe, or -f");
	if ((terms && outfile_open(&terms_out, terms, fault))
		|| (names && outfile_open(&names_out, names, fault)))
		return -1;
	if ((terms && outfile_differ(&out, &terms_out, fault))
		|| (names && outfile_differ(&out, &names_out, fault)))
		return -1;
	return terms && names ? outfile_differ(&terms_out, &names_out, fault) : 0;
}

static int write_outputs(const struct foreign_format *format, struct sized *sized,
	struct fault *fault)
{
	struct foreign_export export = {.format = format, .threads = (int)shared.threads,
		.out = &out, .names = names ? &names_out : NULL};

	if (terms && foreign_write_terms(&sized->source.vocabulary, &terms_out, fault))
		return -1;
	if (!format)
		return npy_write(sized, export.threads, export.out, export.names, fault);
	export.base = base != UINT64_MAX ? base : format->base;
	return foreign_write(&export, sized, fault);
}

static int commit(struct fault *fault)
{
	struct outfile *outs[3] = {&out};
	size_t count = 1;

	if (terms)
		outs[count++] = &terms_out;
	if (names)
		outs[count++] = &names_out;
	return outfile_commit_all(outs, count, fault);
}

int main(int argc, char **argv)
{
	const struct foreign_format *format = NULL;
	struct sized sized = {0};
	struct operands operands;
	struct fault fault = {0};
	int failed = -1;

	program_start(&command, argc, argv, &shared, &operands);
	format = to ? foreign_find(to) : NULL;
	if (check_options(format, &fault)
		|| sized_open(&sized, operands.word, operands.count, &fault)
		|| open_outputs(&fault) || write_outputs(format, &sized, &fault)
		|| commit(&fault))
		goto done;
	failed = 0;
done:
	sized_close(&sized);
	outfile_release(&out);
	outfile_release(&terms_out);
	outfile_release(&names_out);
	free(operands.word);
	return program_end(failed, &fault);
}
