/* stream-info - describes matrix streams and checks them. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "remake.h"
#include "stream/docsum.h"
#include "stream/relay.h"
#include "wordsinfo.h"

struct settings {
	struct shared_options shared;
	bool quick, command, inputs;
};

static int sum_rows(void *context, const struct rows *rows, struct fault *fault)
{
	(void)fault;
	docsum_add_rows(context, rows);
	return 0;
}

static int ignore_dense(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	(void)context;
	(void)header;
	(void)rows;
	(void)fault;
	return 0;
}

static int describe_header(const struct source *source, struct bytes *out, struct fault *fault)
{
	const struct header *header = &source->header;
	char terms[DIGEST_HEX], frequencies[DIGEST_HEX];

	digest_hex(&header->terms, terms);
	digest_hex(&header->frequencies, frequencies);
	if (bytes_printf(out, fault,
		    "format\t%d\nkind\t%s\nvalues\t%s\ncolumns\t%llu\nweighting\t%s\n"
		    "vocabulary\t%zu\nterms\t%s\nfrequencies\t%s\ndocuments\t%llu\n",
		    header_version(header), header_kind_name(header->kind),
		    header_values_name(header->values),
		    (unsigned long long)header->columns, header->weighting,
		    source->vocabulary.size, terms, frequencies,
		    (unsigned long long)header->documents)
		|| (*header->tokenizer
			&& bytes_printf(out, fault, "tokenizer\t%s\n", header->tokenizer)))
		return -1;
	if (*header->recipe && bytes_printf(out, fault, "recipe\t%s\n", header->recipe))
		return -1;
	return remake_learned(header, out, fault);
}

static int describe_totals(const struct source *source, struct bytes *out, struct fault *fault)
{
	const struct totals *totals = &source->totals;
	char digest[DIGEST_HEX];

	digest_hex(&totals->digest, digest);
	return bytes_printf(out, fault,
		"streams\t%llu\nrows\t%llu\nnonzeros\t%llu\nmembers\t%llu\ndigest\t%s\n",
		(unsigned long long)totals->streams, (unsigned long long)totals->rows,
		(unsigned long long)totals->nonzeros, (unsigned long long)totals->members, digest);
}

static int describe_documents(const struct docsum *sum, struct bytes *out, struct fault *fault)
{
	char digest[DOCSUM_HEX];

	docsum_hex(sum, digest);
	return bytes_printf(out, fault, "documents-digest\t%s\n", digest);
}

static int describe_inputs(const struct source *source, const struct docsum *sum,
	struct bytes *out, struct fault *fault)
{
	char digest[DOCSUM_HEX];

	docsum_hex(sum, digest);
	if (source->header.kind == KIND_CORPUS)
		return bytes_printf(out, fault, "documents\t%llu\t%s\n",
			(unsigned long long)sum->documents, digest);
	return remake_inputs(&source->header, out, fault);
}

static int command_of(const struct settings *settings, const struct source *source,
	const struct docsum *sum, struct bytes *out, struct fault *fault)
{
	if (source->header.kind == KIND_CORPUS && settings->quick)
		return fault_set(fault, FAULT_USAGE, "--command of a corpus reads all: give it without "
			"--quick");
	if (source->header.kind == KIND_CORPUS && source->totals.streams > 1)
		return fault_set(fault, FAULT_DATA, "--command: %llu streams in one: ask each",
			(unsigned long long)source->totals.streams);
	return remake_command(&source->header, sum, out, fault);
}

/* One operand: its header, and unless quick, all the rest, checked. */
static int describe(const struct settings *settings, const char *const *path, size_t count,
	struct bytes *out, struct fault *fault)
{
	int threads = settings->shared.threads;
	bool all = !settings->command && !settings->inputs;
	struct source source = {0};
	struct docsum sum = {0};
	int failed;

	if (settings->shared.operands.count > 1
		&& bytes_printf(out, fault, "stream\t%s\n", *path))
		return -1;
	if (count && !settings->inputs && wordsinfo_is(*path))
		return wordsinfo(*path, settings->command, out, fault);
	failed = source_open(&source, path, count, fault)
		|| (all && describe_header(&source, out, fault));
	if (!failed && !settings->quick)
		failed = (source.header.kind == KIND_CORPUS
			? relay_each(&source, threads, sum_rows, &sum, fault)
			: relay_each_dense(&source, threads, ignore_dense, NULL, fault))
			|| (all && describe_totals(&source, out, fault))
			|| (all && source.header.kind == KIND_CORPUS
				&& describe_documents(&sum, out, fault));
	if (!failed && settings->command)
		failed = command_of(settings, &source, &sum, out, fault) ? source_at(&source, fault) : 0;
	if (!failed && settings->inputs)
		failed = describe_inputs(&source, &sum, out, fault);
	source_close(&source);
	return failed;
}

static int check(const struct settings *settings, struct fault *fault)
{
	if (settings->command && settings->inputs)
		return fault_set(fault, FAULT_USAGE, "--command and --inputs: give one of them");
	if (settings->inputs && settings->quick)
		return fault_set(fault, FAULT_USAGE, "--inputs reads all: give it without --quick");
	return 0;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct outfile out = {0};
	struct bytes text = {0};
	unsigned i;
	int failed = check(settings, fault)
		|| outfile_open(&out, settings->shared.output, fault);

	for (i = 0; !failed && i < (operands->count ? operands->count : 1); i++) {
		text.size = 0;
		failed = describe(settings, operands->word + i, operands->count ? 1 : 0, &text,
				 fault)
			|| outfile_write(&out, text.data, text.size, fault);
	}
	if (!failed)
		failed = outfile_commit(&out, fault);
	bytes_release(&text);
	outfile_release(&out);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {0};
	const struct option_row rows[] = {
		{"command", 0, OPTION_FLAG, &settings.command, NULL,
			"print the commands that make the stream again", 0, 0},
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		{"inputs", 0, OPTION_FLAG, &settings.inputs, NULL,
			"print the digests of what the stream was made from", 0, 0},
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		{"quick", 0, OPTION_FLAG, &settings.quick, NULL,
			"read and check only the header", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{0}};
	const struct command command = {.name = "stream-info", .operands = "[STREAM...]",
		.input = "the stream", .makes = "text", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
