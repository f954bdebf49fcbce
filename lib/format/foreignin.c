/* foreignin.c - parses foreign text in parallel into a stream. */
#include "format/foreignin.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/pipeline.h"
#include "format/chunks.h"
#include "format/columns.h"
#include "format/repack.h"
#include "format/resort.h"
#include "stream/lineage.h"
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
	bool failed;           /* in parsing: only the writer knows the line */
	struct fault fault;
	enum values values;
};

struct import_reading {
	struct foreign_import *import;
	struct chunks chunks;
	struct columns columns;
	struct vocabulary vocabulary;
	struct spool spool;
	struct bytes kinds;   /* a byte a block: its enum values */
	uint64_t lines, entries, rows;
	struct resort resort; /* where the text's lines are in another order */
	bool disordered;      /* they turned out to be */
	bool sorted;          /* rows come from resort */
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

static enum foreign_values values_wanted(const struct import_reading *reading)
{
	enum foreign_values want = reading->import->want;

	return want == FOREIGN_ANY && reading->chunks.head.integers ? FOREIGN_COUNTS : want;
}

static int pack_chunk(struct import_reading *reading, struct import_item *item,
	struct fault *fault)
{
	const struct foreign_import *import = reading->import;

	if (item->entries.rows != item->chunk.rows)
		return fault_set(fault, FAULT_INTERNAL, "%s: a chunk of %llu rows gave %zu",
			input_name(import->path), (unsigned long long)item->chunk.rows,
			item->entries.rows);
	/* only a hint, so that few blocks need packing again */
	item->values = item->entries.want == FOREIGN_WEIGHTS || !item->entries.whole
			|| atomic_load_explicit(&reading->weights, memory_order_relaxed)
		? import->precision : VALUES_COUNTS;
	return pack_entries(item, fault);
}

static int parse_chunk(void *context, void *at, int thread, struct fault *fault)
{
	struct import_reading *reading = context;
	const struct foreign_import *import = reading->import;
	struct import_item *item = at;

	(void)thread;
	item->entries.want = values_wanted(reading);
	item->entries.narrow = import->precision == VALUES_F32;
	item->entries.sum = import->sum;
	if (entries_begin(&item->entries, &item->chunk, fault))
		return -1;
	item->failed = import->format->parse(&item->chunk, &reading->chunks.head,
		&item->entries, &item->fault) != 0;
	return item->failed ? 0 : pack_chunk(reading, item, fault);
}

static int read_sorted(void *context, void *at, struct fault *fault)
{
	struct import_reading *reading = context;
	struct import_item *item = at;

	return resort_rows(&reading->resort, &item->chunk, &item->entries, fault);
}

static int pack_sorted(void *context, void *at, int thread, struct fault *fault)
{
	(void)thread;
	return pack_chunk(context, at, fault);
}

static int put_by(void *context, void *at, struct fault *fault)
{
	struct import_reading *reading = context;
	struct import_item *item = at;
	const char *path = input_name(reading->import->path);
	unsigned char kind = (unsigned char)item->values;
	size_t i;

	if (item->failed) {
		reading->disordered = item->entries.disordered && reading->import->format->places;
		*fault = item->fault;
		if (fault->kind != FAULT_DATA)
			return -1;
		return fault_at(fault, "%s: line %llu", path, (unsigned long long)
			(reading->lines + item->entries.lines + 1));
	}
	reading->lines += item->entries.lines;
	reading->rows += item->entries.rows;
	if (!reading->sorted)
		reading->entries += item->entries.count + item->entries.zeros + item->entries.summed;
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
	struct pipeline pipeline = {threads, reading, items, count, sizeof *items,
		reading->sorted ? read_sorted : read_chunk,
		reading->sorted ? pack_sorted : parse_chunk, put_by};

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

/* The vocabulary bounds the columns; where the text has a size of its own it
 * may be smaller (gensim counts the terms that it has seen). */
static int bound_columns(struct import_reading *reading, struct fault *fault)
{
	struct foreign_head *head = &reading->chunks.head;
	const struct vocabulary *vocabulary = &reading->vocabulary;

	reading->import->said = head->base_said;
	reading->import->said_base = head->base;
	if (reading->import->base != FOREIGN_BASE)
		head->base = reading->import->base;
	if (!reading->import->vocabulary)
		return 0;
	if ((head->sized || head->shaped) && head->columns > vocabulary->size)
		return fault_set(fault, FAULT_DATA, "%s: %llu columns, and %zu terms in %s",
			input_name(reading->import->path), (unsigned long long)head->columns,
			vocabulary->size, reading->import->vocabulary);
	head->columns = vocabulary->size;
	return 0;
}

/* All that was read of a text in disorder is forgotten. */
static int forget(struct import_reading *reading, struct fault *fault)
{
	columns_release(&reading->columns);
	reading->columns.believed = reading->chunks.believed;
	spool_release(&reading->spool);
	reading->kinds.size = 0;
	reading->rows = reading->entries = reading->import->zeros = 0;
	atomic_store(&reading->weights, false);
	return spool_open(&reading->spool, fault);
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
	if (head->shaped && reading->rows != head->rows)
		return fault_set(fault, FAULT_DATA,
			"%s: line %llu: there are %llu documents, and %llu are claimed at the "
			"beginning", path, (unsigned long long)reading->lines,
			(unsigned long long)reading->rows, (unsigned long long)head->rows);
	if ((head->sized || head->shaped) && !reading->import->vocabulary
		&& foreign_check_claim(head->columns, reading->entries,
			reading->chunks.believed, "columns", fault))
		return fault_at(fault, "%s", path);
	return 0;
}

static int read_anyhow(struct import_reading *reading, struct fault *fault)
{
	struct resort *resort = &reading->resort;
	const struct foreign_import *import = reading->import;

	*resort = (struct resort){.chunks = &reading->chunks, .threads = import->threads,
		.like.want = values_wanted(reading), .like.narrow = import->precision == VALUES_F32,
		.like.sum = import->sum, .runs.run_most = import->run_most};
	if (resort_read(resort, fault))
		return -1;
	reading->lines = resort->lines;
	reading->entries = resort->entries;
	if (check_totals(reading, fault)) /* before rows without entries are made of a claim */
		return -1;
	if (!reading->chunks.head.array)
		reading->import->zeros = resort->zeros;
	reading->sorted = true;
	return read_all(reading, fault);
}

/* In the order of the text, or where that is not by row sorted. */
static int read_rows(struct import_reading *reading, struct fault *fault)
{
	struct chunks *chunks = &reading->chunks;

	reading->lines = chunks->lines;
	chunks->anyhow = chunks->head.array || chunks->head.symmetry != SYMMETRY_NONE;
	if (!chunks->anyhow && read_all(reading, fault) == 0)
		return 0;
	if (!chunks->anyhow && (!reading->disordered || forget(reading, fault)
		|| chunks_again(chunks, fault) || bound_columns(reading, fault)))
		return -1;
	return read_anyhow(reading, fault);
}

static int write_stream(struct import_reading *reading, struct sink *sink, struct fault *fault)
{
	struct vocabulary *vocabulary = &reading->vocabulary;
	struct foreign_import *import = reading->import;
	const struct foreign_head *head = &reading->chunks.head;
	bool weights = import->want == FOREIGN_WEIGHTS || atomic_load(&reading->weights);
	struct header header = {.kind = KIND_CORPUS,
		.values = weights ? import->precision : VALUES_COUNTS};

	(void)strcpy(header.weighting, weights ? "imported" : "counts");
	if (!import->vocabulary && columns_number_terms(vocabulary,
		    head->sized || head->shaped ? head->columns : reading->columns.size,
		    head->base, fault))
		return -1;
	import->rows = reading->rows;
	import->columns = reading->columns.size;
	import->terms = vocabulary->size;
	import->from = head->base;
	import->first_unused = reading->columns.size && !reading->columns.df[0];
	if (columns_describe(&reading->columns, reading->rows, !weights, vocabulary, fault))
		return -1;
	header.columns = vocabulary->size;
	lineage_add(&header, "import");
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
	int failed = -1;

	import->zeros = 0;
	if (import->vocabulary && columns_read_terms(&reading.vocabulary, import->vocabulary, fault))
		goto done;
	if (chunks_open(&reading.chunks, fault) || bound_columns(&reading, fault)
		|| spool_open(&reading.spool, fault) || read_rows(&reading, fault)
		|| check_totals(&reading, fault) || write_stream(&reading, sink, fault))
		goto done;
	failed = 0;
done:
	chunks_close(&reading.chunks);
	columns_release(&reading.columns);
	resort_release(&reading.resort);
	spool_release(&reading.spool);
	bytes_release(&reading.kinds);
	vocabulary_release(&reading.vocabulary);
	return failed;
}
