/* foreignout.c - blocks of a corpus to text, several at a time. */
#include "text/foreignout.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

struct item {
	struct packed packed;
	uint64_t before; /* rows before the block */
	struct packer *packer;
	struct rows rows;
	struct bytes text, names;
};

struct writing {
	const struct foreign_export *export;
	struct sized *sized;
	uint64_t rows; /* read so far */
};

static int read_block(void *context, void *at, struct fault *fault)
{
	struct writing *writing = context;
	struct item *item = at;
	int got = sized_next(writing->sized, &item->packed, fault);

	item->before = writing->rows;
	if (got == 1)
		writing->rows += item->packed.rows;
	return got;
}

static int format_names(struct item *item, struct fault *fault)
{
	const struct rows *rows = &item->rows;
	size_t row;

	item->names.size = 0;
	for (row = 0; row < rows->count; row++) {
		const char *name = rows_name(rows, row);

		if (bytes_append(&item->names, name, strlen(name), fault)
			|| bytes_append(&item->names, "\n", 1, fault))
			return -1;
	}
	return 0;
}

static int format_block(void *context, void *at, struct fault *fault)
{
	const struct writing *writing = context;
	const struct foreign_export *export = writing->export;
	const struct source *source = &writing->sized->source;
	struct item *item = at;
	struct foreign_place place = {item->before, export->base, &source->vocabulary};

	if (corpus_unpack(item->packer, &item->packed, &source->header, &item->rows, fault))
		return item->packed.path ? -1 : fault_at(fault, "input");
	item->text.size = 0;
	if (export->names && format_names(item, fault))
		return -1;
	return export->format->write_rows(&item->rows, &place, &item->text, fault);
}

static int write_block(void *context, void *at, struct fault *fault)
{
	const struct writing *writing = context;
	const struct foreign_export *export = writing->export;
	struct item *item = at;

	if (export->names
		&& outfile_write(export->names, item->names.data, item->names.size, fault))
		return -1;
	return outfile_write(export->out, item->text.data, item->text.size, fault);
}

static int write_all(struct writing *writing, struct fault *fault)
{
	int threads = writing->export->threads, failed;
	size_t count = pipeline_items(threads), i;
	struct item *items = memory_zeroed(count, sizeof *items, fault);
	struct pipeline pipeline = {threads, writing, items, count, sizeof *items, read_block,
		format_block, write_block};

	failed = items ? 0 : -1;
	for (i = 0; !failed && i < count; i++) {
		items[i].packer = packer_new(fault);
		failed = items[i].packer ? 0 : -1;
	}
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; items && i < count; i++) {
		packed_release(&items[i].packed);
		packer_free(items[i].packer);
		rows_release(&items[i].rows);
		bytes_release(&items[i].text);
		bytes_release(&items[i].names);
	}
	free(items);
	return failed;
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

int foreign_write(const struct foreign_export *export, struct sized *sized,
	struct fault *fault)
{
	struct writing writing = {export, sized, 0};
	const struct header *header = &sized->source.header;

	if (header->kind != KIND_CORPUS)
		return fault_set(fault, FAULT_DATA,
			"a stream of %s is no corpus: npy takes it, and stream-text",
			kind_name(header->kind));
	if (export->format->counts && header->values != VALUES_COUNTS)
		return fault_set(fault, FAULT_DATA,
			"%s holds counts, and these are weights ('%s'): "
			"mm, svmlight and tsv take them",
			export->format->name, header->weighting);
	if (export->format->write_head && write_head(export, sized, fault))
		return -1;
	return write_all(&writing, fault);
}

int foreign_write_terms(const struct vocabulary *vocabulary, struct outfile *out,
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
