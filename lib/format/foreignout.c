/* foreignout.c - blocks of a corpus to text, in parallel. */
#include "format/foreignout.h"

#include "stream/relay.h"

#include <string.h>

struct writing {
	const struct foreign_export *export;
	const struct vocabulary *vocabulary;
};

static int next_block(void *from, struct packed *block, struct fault *fault)
{
	return sized_next(from, block, fault);
}

static int format_block(void *context, const struct packed *block, const struct rows *rows,
	struct bytes *text, struct fault *fault)
{
	const struct writing *writing = context;
	struct foreign_place place = {block->before, writing->export->base, writing->vocabulary};

	return writing->export->format->write_rows(rows, &place, text, fault);
}

static int write_names(const struct rows *rows, struct outfile *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++) {
		const char *name = rows_name(rows, row);

		if (outfile_write(out, name, strlen(name), fault)
			|| outfile_write(out, "\n", 1, fault))
			return -1;
	}
	return 0;
}

static int write_block(void *context, const struct rows *rows, const struct bytes *text,
	struct fault *fault)
{
	const struct foreign_export *export = ((const struct writing *)context)->export;

	if (export->names && write_names(rows, export->names, fault))
		return -1;
	return outfile_write(export->out, text->data, text->size, fault);
}

static int write_head(const struct foreign_export *export, struct sized *sized,
	struct fault *fault)
{
	struct foreign_head head = {.columns = sized->source.vocabulary.size, .sized = true};
	struct bytes text = {0};
	int failed;

	if (sized_count(sized, fault))
		return -1;
	head.rows = sized->totals.rows;
	head.nonzeros = sized->totals.nonzeros;
	failed = export->format->write_head(&head, &text, fault)
		|| outfile_write(export->out, text.data, text.size, fault);
	bytes_release(&text);
	return failed ? -1 : 0;
}

int foreignout_write(const struct foreign_export *export, struct sized *sized,
	struct fault *fault)
{
	struct writing writing = {export, &sized->source.vocabulary};
	const struct header *header = &sized->source.header;

	if (export->format->write_array)
		return export->format->write_array(sized, export->threads, export->out,
			export->names, fault);
	if (header->kind != KIND_CORPUS)
		return fault_set(fault, FAULT_DATA,
			"%s: a stream of %s is no corpus: npy takes it, and stream-text",
			sized_name(sized), header_kind_name(header->kind));
	if (export->format->counts && header->values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA,
			"%s: %s holds counts, and these are weights ('%s'): "
			"mm, svmlight and tsv take them",
			sized_name(sized), export->format->name, header->weighting);
	if (export->format->write_head && write_head(export, sized, fault))
		return -1;
	return relay_text(next_block, sized, header, export->threads, format_block, write_block,
		&writing, fault);
}

int foreignout_terms(const struct vocabulary *vocabulary, struct outfile *out,
	struct fault *fault)
{
	size_t column;

	for (column = 0; column < vocabulary->size; column++)
		if (outfile_write(out, vocabulary_term(vocabulary, column),
			    vocabulary_length(vocabulary, column), fault)
			|| outfile_write(out, "\n", 1, fault))
			return -1;
	return 0;
}
