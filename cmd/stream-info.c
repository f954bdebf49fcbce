/* stream-info - describes matrix streams and checks them. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "stream/relay.h"

#include <stdio.h>

struct settings {
	struct shared_options shared;
	bool quick;
};

static int ignore_rows(void *context, const struct rows *rows, struct fault *fault)
{
	(void)context;
	(void)rows;
	(void)fault;
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
	return *header->recipe ? bytes_printf(out, fault, "recipe\t%s\n", header->recipe) : 0;
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

/* One operand: its header, and unless quick, all the rest, checked. */
static int describe(const struct settings *settings, const char *const *path, size_t count,
	struct bytes *out, struct fault *fault)
{
	int threads = settings->shared.threads;
	struct source source = {0};
	int failed;

	if (settings->shared.operands.count > 1
		&& bytes_printf(out, fault, "stream\t%s\n", *path))
		return -1;
	failed = source_open(&source, path, count, fault)
		|| describe_header(&source, out, fault);
	if (!failed && !settings->quick) {
		failed = source.header.kind == KIND_CORPUS
			? relay_each(&source, threads, ignore_rows, NULL, fault)
			: relay_each_dense(&source, threads, ignore_dense, NULL, fault);
		if (!failed)
			failed = describe_totals(&source, out, fault);
	}
	source_close(&source);
	return failed;
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	struct outfile out = {0};
	struct bytes text = {0};
	unsigned i;
	int failed = outfile_open(&out, settings->shared.output, fault);

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
		OPTION_ROW_FORCE_TEXT(&settings.shared),
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
