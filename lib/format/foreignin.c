/* foreignin.c - foreign text through parsers side by side into a stream. */
#include "format/foreignin.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/pipeline.h"
#include "format/chunks.h"
#include "format/columns.h"
#include "format/repack.h"
#include "stream/spool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct import_item {
	struct foreign_chunk chunk;
	struct entries entries;
	struct rows rows;
	struct packer *packer;
	struct blocklist blocks; /* of the chunk */
	bool failed;           /* in parsing: the line is known to the writer alone */
	struct fault fault;
	enum values values;
};

struct import_reading {
	struct foreign_import *import;
	struct chunks chunks;
	struct columns columns;
	struct spool spool;
	struct bytes kinds;   /* a byte a block: its enum values */
	uint64_t lines, entries, rows;
	atomic_bool weights;  /* a value that is no count was met */
};

enum foreign_values foreignin_default(const struct foreign_format *format)
{
	return format->counts ? FOREIGN_COUNTS : FOREIGN_ANY;
}

static int read_chunk(void *context, void *at, struct fault *fault)
{
	struct import_reading *reading = context;
	struct import_item *item = at;

	return chunks_next(&reading->chunks, &item->chunk, fault);
}

static int put_block(struct import_item *item, struct fault *fault)
{
	return corpus_blocklist_add(&item->blocks, item->packer, &item->rows, fault);
}

/* Cuts the chunk's entries into blocks. */
static int pack_entries(struct import_item *item, struct fault *fault)
{
	const struct entries *entries = &item->entries;
	const char *name = entries->names.data;
	size_t row, begin = 0;

	item->blocks.count = 0;
	rows_clear(&item->rows, item->values);
	for (row = 0; row < entries->rows; row++) {
		size_t length = entries->end[row] - begin, name_length = strlen(name);

		if (rows_reserve(&item->rows, 1, length, name_length + 1, fault))
			return -1;
		if (length)
			memcpy(item->rows.column + item->rows.nonzeros, entries->column + begin,
				length * sizeof *entries->column);
		repack_values(&item->rows, item->rows.nonzeros, entries->value + begin, length);
		if (rows_end(&item->rows, length, name, name_length, fault)
			|| (rows_full(&item->rows) && put_block(item, fault)))
			return -1;
		begin = entries->end[row];
		name += name_length + 1;
	}
	return item->rows.count ? put_block(item, fault) : 0;
}

static int parse_chunk(void *context, void *at, int thread, struct fault *fault)
{
	struct import_reading *reading = context;
	const struct foreign_import *import = reading->import;
	struct import_item *item = at;
	enum foreign_values want = import->want;

	(void)thread;
	if (want == FOREIGN_ANY && reading->chunks.head.integers)
		want = FOREIGN_COUNTS;
	if (entries_begin(&item->entries, &item->chunk, want, import->precision == VALUES_F32,
		    fault))
		return -1;
	item->failed = import->format->parse(&item->chunk, &reading->chunks.head,
		&item->entries, &item->fault) != 0;
	if (item->failed)
		return 0;
	if (item->entries.rows != item->chunk.rows)
		return fault_set(fault, FAULT_INTERNAL, "%s: a chunk of %llu rows gave %zu",
			input_name(import->path), (unsigned long long)item->chunk.rows,
			item->entries.rows);
	/* only a hint, so that few blocks need packing again */
	item->values = want == FOREIGN_WEIGHTS || !item->entries.whole
			|| atomic_load_explicit(&reading->weights, memory_order_relaxed)
		? import->precision : VALUES_COUNTS;
	return pack_entries(item, fault);
}

static int put_by(void *context, void *at, struct fault *fault)
{
	struct import_reading *reading = context;
	struct import_item *item = at;
	const char *path = input_name(reading->import->path);
	unsigned char kind = (unsigned char)item->values;
	size_t i;

	if (item->failed) {
		*fault = item->fault;
		if (fault->kind != FAULT_DATA)
			return -1;
		return fault_at(fault, "%s: line %llu", path, (unsigned long long)
			(reading->lines + item->entries.lines + 1));
	}
	reading->lines += item->entries.lines;
	reading->rows += item->entries.rows;
	reading->entries += item->entries.count + item->entries.zeros;
	reading->import->zeros += item->entries.zeros;
	if (!item->entries.whole)
		atomic_store_explicit(&reading->weights, true, memory_order_relaxed);
	if (columns_count(&reading->columns, &item->entries, fault))
		return fault_at(fault, "%s: line %llu", path,
			(unsigned long long)reading->lines);
	for (i = 0; i < item->blocks.count; i++)
		if (spool_put(&reading->spool, &item->blocks.block[i], fault)
			|| bytes_append(&reading->kinds, &kind, 1, fault))
			return -1;
	return 0;
}

static void release_item(struct import_item *item)
{
	bytes_release(&item->chunk.text);
	bytes_release(&item->chunk.names);
	entries_release(&item->entries);
	rows_release(&item->rows);
	pack_packer_free(item->packer);
	corpus_blocklist_release(&item->blocks);
}

static int read_all(struct import_reading *reading, struct fault *fault)
{
	int threads = reading->import->threads, failed;
	size_t count = pipeline_items(threads), i;
	struct import_item *items = memory_zeroed(count, sizeof *items, fault);
	struct pipeline pipeline = {threads, reading, items, count, sizeof *items, read_chunk,
		parse_chunk, put_by};

	failed = items ? 0 : -1;
	for (i = 0; !failed && i < count; i++) {
		items[i].packer = pack_packer_new(fault);
		failed = items[i].packer ? 0 : -1;
	}
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; items && i < count; i++)
		release_item(&items[i]);
	free(items);
	return failed;
}

/* What the text claimed of itself, and what there was. */
static int check_totals(const struct import_reading *reading, struct fault *fault)
{
	const struct foreign_head *head = &reading->chunks.head;
	const char *path = input_name(reading->import->path);

	if (head->sized && reading->entries != head->nonzeros)
		return fault_set(fault, FAULT_DATA,
			"%s: line %llu: there are %llu entries, "
			"and %llu are claimed at the beginning",
			path, (unsigned long long)reading->lines,
			(unsigned long long)reading->entries,
			(unsigned long long)head->nonzeros);
	if (!head->sized && reading->rows == 0)
		return fault_set(fault, FAULT_DATA, "%s: empty: no documents", path);
	if (head->sized && !reading->import->vocabulary
		&& foreign_check_claim(head->columns, reading->entries,
			reading->chunks.believed, "columns", fault))
		return fault_at(fault, "%s", path);
	return 0;
}

/* The vocabulary bounds the columns; where the text has a size of its own it
 * may be smaller (gensim counts the terms that it has seen). */
static int bound_columns(struct import_reading *reading, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	struct foreign_head *head = &reading->chunks.head;

	reading->import->said = head->base_said;
	reading->import->said_base = head->base;
	if (reading->import->base != FOREIGN_BASE)
		head->base = reading->import->base;
	if (!reading->import->vocabulary)
		return 0;
	if (head->sized && head->columns > vocabulary->size)
		return fault_set(fault, FAULT_DATA, "%s: %llu columns, and %zu terms in %s",
			input_name(reading->import->path), (unsigned long long)head->columns,
			vocabulary->size, reading->import->vocabulary);
	head->columns = vocabulary->size;
	return 0;
}

static int write_stream(struct import_reading *reading, struct vocabulary *vocabulary,
	struct sink *sink, struct fault *fault)
{
	struct foreign_import *import = reading->import;
	const struct foreign_head *head = &reading->chunks.head;
	bool weights = import->want == FOREIGN_WEIGHTS || atomic_load(&reading->weights);
	struct header header = {.kind = KIND_CORPUS,
		.values = weights ? import->precision : VALUES_COUNTS};

	(void)strcpy(header.weighting, weights ? "imported" : "counts");
	if (!import->vocabulary && columns_number_terms(vocabulary,
		    head->sized ? head->columns : reading->columns.size, head->base, fault))
		return -1;
	import->columns = reading->columns.size;
	import->terms = vocabulary->size;
	import->from = head->base;
	import->first_unused = reading->columns.size && !reading->columns.df[0];
	if (columns_describe(&reading->columns, reading->rows, !weights, vocabulary, fault))
		return -1;
	header.columns = vocabulary->size;
	if (sink_begin(sink, &header, vocabulary, fault))
		return -1;
	return repack_pour(&reading->spool, (const unsigned char *)reading->kinds.data, &header,
		import->threads, sink, fault);
}

int foreignin_read(struct foreign_import *import, struct sink *sink, struct fault *fault)
{
	uint64_t believed = import->believed ? import->believed : FOREIGN_BELIEVED;
	struct import_reading reading = {.import = import, .columns.believed = believed,
		.chunks = {.format = import->format, .path = import->path,
			.names_path = import->names, .size = import->chunk_size,
			.believed = believed}};
	struct vocabulary vocabulary = {0};
	int failed = -1;

	import->zeros = 0;
	if (import->vocabulary && columns_read_terms(&vocabulary, import->vocabulary, fault))
		goto done;
	if (chunks_open(&reading.chunks, fault) || bound_columns(&reading, &vocabulary, fault)
		|| spool_open(&reading.spool, fault))
		goto done;
	reading.lines = reading.chunks.lines;
	if (read_all(&reading, fault) || check_totals(&reading, fault)
		|| write_stream(&reading, &vocabulary, sink, fault))
		goto done;
	failed = 0;
done:
	chunks_close(&reading.chunks);
	columns_release(&reading.columns);
	spool_release(&reading.spool);
	bytes_release(&reading.kinds);
	vocabulary_release(&vocabulary);
	return failed;
}
