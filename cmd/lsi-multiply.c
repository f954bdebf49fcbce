/* lsi-multiply - a basis block times A'A, in one pass over a corpus; sums of such products. */
#include "base/bytes.h"
#include "base/fault.h"
#include "lsi/blocks.h"
#include "lsi/factors.h"
#include "lsi/multiply.h"
#include "program.h"
#include "stream/source.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	struct shared_options shared;
	const char *basis;
	bool squares, sum;
};

static int multiply(const struct settings *settings, struct source *basis,
	struct source *corpus, struct fault *fault)
{
	struct multiplication m = {0};
	struct block block = {0};
	int threads = settings->shared.threads, failed;

	failed = blocks_read_basis(basis, &block, threads, fault)
		|| factors_suit(&basis->header, corpus, fault)
		|| multiply_init(&m, &block.column, block.bound, threads, fault)
		|| multiply_run(&m, corpus, fault);
	if (!failed) {
		block.total = m.total;
		block.grid = m.grid;
		block.documents = m.documents;
		block.sum = m.gathering.sum;
		block.names = m.gathering.names;
		m.total = NULL;
		failed = blocks_write_product(&block, basis, settings->shared.output,
			settings->shared.force, fault);
	}
	if (!failed && settings->shared.verbose)
		program_note("%llu documents", (unsigned long long)m.documents);
	multiply_release(&m);
	blocks_release(&block);
	return failed ? -1 : 0;
}

static int sum(const struct settings *settings, struct source *products, struct fault *fault)
{
	struct block block = {0};
	int failed = blocks_read_product(products, &block, settings->shared.threads, fault)
		|| blocks_write_product(&block, products, settings->shared.output,
			settings->shared.force, fault);

	blocks_release(&block);
	return failed ? -1 : 0;
}

/* Prints each operand's sum of squares, for lsi-basis --bound. */
static int print_squares(const struct settings *settings, struct source *corpus,
	struct fault *fault)
{
	struct bytes text = {0};
	double *squares = NULL;
	size_t count, i;
	int failed = multiply_squares(corpus, settings->shared.threads, &squares, &count,
		fault);

	for (i = 0; !failed && i < count; i++)
		failed = bytes_printf(&text, fault, "%.17g\n", squares[i]);
	failed = failed || program_write(&text, &settings->shared, fault);
	free(squares);
	bytes_release(&text);
	return failed ? -1 : 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct source basis = {0}, corpus = {0};
	int failed;

	if ((settings->basis != NULL) + settings->squares + settings->sum != 1)
		return fault_set(fault, FAULT_USAGE,
			"one of --basis BASIS, --squares and --sum says what to do");
	failed = (settings->basis
			&& source_open_kind(&basis, KIND_BASIS, &settings->basis, 1, fault))
		|| program_source(&corpus, settings->sum ? KIND_PRODUCT : KIND_CORPUS,
			&settings->shared, fault)
		|| (settings->basis ? multiply(settings, &basis, &corpus, fault)
			: settings->sum ? sum(settings, &corpus, fault)
					: print_squares(settings, &corpus, fault));
	source_close(&corpus);
	source_close(&basis);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"basis", 0, OPTION_INPUT, &settings.basis, "BASIS",
			"the block to multiply, as lsi-basis made it", 0, 0},
		OPTION_ROW_FORCE(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"squares", 0, OPTION_FLAG, &settings.squares, NULL,
			"print each corpus's sum of squares instead, for lsi-basis --bound", 0, 0},
		{"sum", 0, OPTION_FLAG, &settings.sum, NULL,
			"add up products of one basis instead", 0, 0},
		{0}};
	const struct command command = {.name = "lsi-multiply",
		.operands = "(--basis BASIS [CORPUS...] | --squares [CORPUS...] | "
			"--sum [PRODUCT...])", .input = "the corpus",
		.makes = "product", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
