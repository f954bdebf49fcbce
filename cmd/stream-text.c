/* stream-text - shows any matrix stream as lines of text. */
#include "base/fault.h"
#include "base/outfile.h"
#include "program.h"
#include "stream/namesketch.h"
#include "stream/relay.h"
#include "stream/rowtext.h"

struct settings {
	struct shared_options shared;
	uint64_t sample;
};

struct work {
	struct outfile out;
	const struct vocabulary *vocabulary;
	uint64_t sample; /* rows to show */
	struct bytes text; /* of dense rows */
	uint64_t shown;
};

static int put(struct work *work, struct fault *fault)
{
	int failed = outfile_write(&work->out, work->text.data, work->text.size, fault);

	work->text.size = 0;
	return failed;
}

static int format_rows(void *context, const struct packed *block, const struct rows *rows,
	struct bytes *text, struct fault *fault)
{
	const struct work *work = context;
	size_t row;

	for (row = 0; row < rows->count && block->before + row < work->sample; row++)
		if (rowtext_corpus(text, rows, row, work->vocabulary, fault))
			return -1;
	return 0;
}

static int write_text(void *context, const struct rows *rows, const struct bytes *text,
	struct fault *fault)
{
	struct work *work = context;

	(void)rows;
	return outfile_write(&work->out, text->data, text->size, fault);
}

static int show_dense(void *context, const struct header *header, const struct dense *rows,
	struct fault *fault)
{
	struct work *work = context;
	size_t row;

	(void)header;
	for (row = 0; row < rows->count && work->shown < work->sample; row++, work->shown++)
		if (rowtext_dense(&work->text, rows, row, work->vocabulary, fault)
			|| (work->text.size > 65536 && put(work, fault)))
			return -1;
	return put(work, fault);
}

static int show_steps(void *context, const struct header *header, const struct step_rows *rows,
	struct fault *fault)
{
	struct work *work = context;
	size_t row;

	(void)header;
	for (row = 0; row < rows->count && work->shown < work->sample; row++, work->shown++)
		if (rowtext_steps(&work->text, rows, row, work->vocabulary, fault)
			|| (work->text.size > 65536 && put(work, fault)))
			return -1;
	return put(work, fault);
}

/* With --sample the rest is still read, so the rows shown are known to be part of a
 * complete stream. */
static int show(const struct settings *settings, struct source *source, struct work *work,
	struct fault *fault)
{
	const struct header *header = &source->header;
	int threads = settings->shared.threads;

	work->vocabulary = &source->vocabulary;
	if (header->kind == KIND_CORPUS)
		return relay_text(relay_next, source, header, threads, format_rows, write_text,
			work, fault);
	if (bytes_printf(&work->text, fault, "#kind\t%s\n#columns\t%llu\n",
		    header_kind_name(header->kind), (unsigned long long)header->columns)
		|| namesketch_others(&header->column, &work->text, fault) || put(work, fault))
		return -1;
	if (header->values == VALUES_STEPS)
		return relay_each_steps(source, threads, show_steps, work, fault);
	return relay_each_dense(source, threads, show_dense, work, fault);
}

static int run(void *context, struct fault *fault)
{
	const struct settings *settings = context;
	struct work work = {.sample = settings->sample};
	struct source source = {0};
	int failed = source_open(&source, settings->shared.operands.word,
			     settings->shared.operands.count, fault)
		|| outfile_open(&work.out, settings->shared.output, fault)
		|| show(settings, &source, &work, fault) || outfile_commit(&work.out, fault);

	outfile_release(&work.out);
	bytes_release(&work.text);
	source_close(&source);
	return failed;
}

int main(int argc, char **argv)
{
	struct settings settings = {.sample = UINT64_MAX};
	const struct option_row rows[] = {
		OPTION_ROW_FORCE_TEXT(&settings.shared),
		OPTION_ROW_THREADS(&settings.shared),
		OPTION_ROW_OUTPUT(&settings.shared),
		OPTION_ROWS_TALK(&settings.shared),
		{"sample", 0, OPTION_NUMBER, &settings.sample, "N",
			"show only the first N rows (default: all)", 0, 0},
		{0}};
	const struct command command = {.name = "stream-text", .operands = "[STREAM...]",
		.input = "the stream", .makes = "text", .rows = rows, .operands_most = OPTIONS_ANY};

	return program_run(&command, argc, argv, &settings.shared, run, &settings);
}
