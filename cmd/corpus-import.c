/* corpus-import - corpora of other programs to a matrix stream. */
#include "program.h"

#include "base/fullio.h"
#include "stream/sink.h"
#include "text/foreignin.h"

#include <stdlib.h>
#include <string.h>

static struct shared_options shared;
static const char *from, *values, *precision = "f32", *vocabulary, *names;
static uint64_t base = UINT64_MAX;

static const struct option_row rows[] = {
	{"base", 0, OPTION_NUMBER, &base, "0|1",
		"number of the first column (default: ldac 0, svmlight 1)", 0, 1},
	OPTION_ROW_FORCE(&shared),
	{"from", 0, OPTION_CHOICE, &from, "mm|ldac|uci|svmlight", "the format (needed)", 0, 0},
	{"names", 0, OPTION_TEXT, &names, "FILE",
		"names of the documents, one a line (default: numbers)", 0, 0},
	OPTION_ROW_OUTPUT(&shared),
	{"precision", 0, OPTION_CHOICE, &precision, "f32|f64",
		"of weights (default: f32)", 0, 0},
	OPTION_ROWS_TALK(&shared),
	OPTION_ROW_THREADS(&shared),
	{"values", 0, OPTION_CHOICE, &values, "counts|weights",
		"what they are (default: counts where all are whole)", 0, 0},
	{"vocab", 0, OPTION_TEXT, &vocabulary, "FILE",
		"the columns' terms: a list, a vocabulary or a stream", 0, 0},
	{0}};

static const struct command command = {"corpus-import",
	"reads a corpus that another program wrote", "[FILE]", rows,
	"mm is gensim's Matrix Market, ldac the corpus of Blei's lda-c, uci the bag of\n"
	"words of the UCI repository, svmlight what libsvm and scikit-learn call so.",
	0, 1, NULL};

static int set_up(struct foreign_import *import, const struct operands *operands,
	struct fault *fault)
{
	if (!from)
		return fault_set(fault, FAULT_USAGE,
			"--from is missing: mm, ldac, uci or svmlight");
	import->format = foreign_find(from);
	if (base != UINT64_MAX && !import->format->base_varies)
		return fault_set(fault, FAULT_USAGE,
			"--base: columns of %s are numbered from %llu always", from,
			(unsigned long long)import->format->base);
	import->path = operands->count ? operands->word[0] : NULL;
	if (names && strcmp(names, "-") == 0
		&& (!import->path || strcmp(import->path, "-") == 0))
		return fault_set(fault, FAULT_USAGE,
			"--names: standard input can't hold both the names and the corpus");
	import->vocabulary = vocabulary;
	import->names = names;
	import->want = foreign_default(import->format);
	if (values)
		import->want = strcmp(values, "counts") == 0 ? FOREIGN_COUNTS : FOREIGN_WEIGHTS;
	import->precision = strcmp(precision, "f64") == 0 ? VALUES_F64 : VALUES_F32;
	import->base = base != UINT64_MAX ? base : import->format->base;
	import->threads = (int)shared.threads;
	return 0;
}

int main(int argc, char **argv)
{
	struct foreign_import import = {0};
	struct operands operands;
	struct fault fault = {0};
	struct sink sink = {0};
	int failed = -1;

	program_start(&command, argc, argv, &shared, &operands);
	if (set_up(&import, &operands, &fault)
		|| sink_open(&sink, shared.output, shared.force, &fault)
		|| foreign_read(&import, &sink, &fault) || sink_commit(&sink, &fault))
		goto done;
	if (import.zeros)
		program_note("%s: %llu entries of value 0 were left out",
			input_name(import.path),
			(unsigned long long)import.zeros);
	failed = 0;
done:
	sink_release(&sink);
	free(operands.word);
	return program_end(failed, &fault);
}
