/* rewrite.c - chunks of rows from a temporary file, renumbered and packed. */
#include "text/rewrite.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "base/varint.h"
#include "stream/corpus.h"
#include "text/bagrow.h"
#include "text/pairmap.h"
#include "text/wordmap.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Terms at a time; and bytes that a damaged group of four may be read beyond the end. */
enum { ENTRIES = 256, SLACK = 80 };

struct rewrite_worker {
	struct packer *packer;
	struct rows rows;
	struct bagrow open;
};

struct rewrite_item {
	struct bytes encoded;
	struct wordsource *source;
	size_t documents;
	struct rowgoal_blocks blocks;
};

struct rewriting {
	struct wordstore *store;
	const struct counts *counts;
	const struct vocabulary *vocabulary;
	const struct rowgoal *goal;
	bool whole;                    /* chunks are blocks */
	struct pairmap pairs;          /* where counts share a table of them */
	struct rewrite_worker *worker; /* size threads */
	size_t next;                   /* chunk */
};

/* The columns of a source that was spilled are made when its first chunk comes; its chunks
 * follow each other, but for those of other threads between them. */
static int read_item(void *context, void *item, struct fault *fault)
{
	struct rewriting *rewriting = context;
	struct wordstore *store = rewriting->store;
	struct rewrite_item *rows = item;
	const struct wordchunk *chunk = &store->chunk[rewriting->next];

	if (rewriting->next == store->chunks)
		return 0;
	rewriting->next++;
	rows->source = store->source[chunk->source];
	rows->documents = chunk->documents;
	rows->encoded.size = 0;
	if (!rows->source->column
		&& wordmap_make(rows->source, store, &rewriting->counts->spill,
			rewriting->vocabulary, fault))
		return -1;
	if (bytes_reserve(&rows->encoded, chunk->size + SLACK, fault)
		|| tempfile_read(&store->file, chunk->offset, rows->encoded.data, chunk->size, fault))
		return -1;
	memset(rows->encoded.data + chunk->size, 0, SLACK);
	rows->encoded.size = chunk->size;
	return 1;
}

/* What the file gives back is not what was written. */
static int damaged(struct fault *fault)
{
	return tempfile_at(EIO, fault);
}

/* A varint, of which SLACK bytes may be read; what is no varint ends in them. */
static inline uint64_t take(const unsigned char **at)
{
	const unsigned char *from = *at;
	uint64_t value = *from & 0x7f;
	unsigned shift;

	for (shift = 7; *from++ >= 0x80 && shift < 63; shift += 7)
		value |= (uint64_t)(*from & 0x7f) << shift;
	*at = from;
	return value;
}

/* Some entries of a row, and their places in the source's columns, asked for at once:
 * these are found in memory, not in a cache. */
static bool take_entries(const struct wordsource *source, const unsigned char **at,
	const unsigned char *end, struct wordentry *entry, size_t count)
{
	static const uint64_t masks[4] = {0xff, 0xffff, 0xffffff, 0xffffffffff};
	const unsigned char *from = *at;
	bool sound = true;
	size_t i, j;

	for (i = 0; i < count && from < end; i += WORDROWS_GROUP) {
		unsigned bits = *from++;

		for (j = i; j < count && j < i + WORDROWS_GROUP; j++, bits >>= 2) {
			uint64_t word;

			memcpy(&word, from, sizeof word);
			word &= masks[bits & 3];
			from += wordrows_sizes[bits & 3];
			sound &= word >> 2 < source->numbers;
			entry[j] = (struct wordentry){(uint32_t)(word >> 2),
				(uint32_t)(word & 3) + 1};
			__builtin_prefetch(&source->column[entry[j].number]);
			if ((word & 3) == WORDROWS_COUNT)
				entry[j].count = (uint32_t)take(&from);
		}
	}
	*at = from;
	return sound && i >= count && from <= end;
}

/* The counts of a row, and *at behind them. */
static int take_counts(struct bagrow *open, const struct wordsource *source,
	const unsigned char **at, const unsigned char *end, struct fault *fault)
{
	struct wordentry entry[ENTRIES];
	uint64_t left;
	size_t i, count, kept;

	if (!varint_take_long(at, end, &left))
		return damaged(fault);
	for (; left; left -= count) {
		count = left < ENTRIES ? (size_t)left : ENTRIES;
		if (!take_entries(source, at, end, entry, count))
			return damaged(fault);
		for (i = 0, kept = 0; i < count; i++) {
			const uint32_t column = source->column[entry[i].number];

			entry[kept] = (struct wordentry){column, entry[i].count};
			kept += column != WORDMAP_NONE;
			__builtin_prefetch(&open->counts[column != WORDMAP_NONE ? column : 0], 1);
		}
		for (i = 0; i < kept; i++)
			bagrow_add(open, entry[i].number, entry[i].count);
	}
	return 0;
}

/* The pairs of a row, each as often as it came. */
static int take_pairs(struct bagrow *open, const struct pairmap *map, const unsigned char **at,
	const unsigned char *end, struct fault *fault)
{
	uint32_t pair[ENTRIES];
	uint64_t left;
	size_t i, count, kept;

	if (!varint_take_long(at, end, &left) || left > (size_t)(end - *at) / sizeof *pair
		|| (left && !map->place))
		return damaged(fault);
	for (; left; left -= count) {
		count = left < ENTRIES ? (size_t)left : ENTRIES;
		memcpy(pair, *at, count * sizeof *pair);
		*at += count * sizeof *pair;
		for (i = 0; i < count; i++)
			__builtin_prefetch(&map->place[pairmap_home(map, pair[i])]);
		for (i = 0, kept = 0; i < count; i++) {
			const uint32_t column = pairmap_column(map, pair[i]);

			pair[kept] = column;
			kept += column != WORDMAP_NONE;
			__builtin_prefetch(&open->counts[column != WORDMAP_NONE ? column : 0], 1);
		}
		for (i = 0; i < kept; i++)
			bagrow_add(open, pair[i], 1);
	}
	return 0;
}

static int add_block(const struct rewriting *rewriting, struct rewrite_worker *worker,
	struct rewrite_item *item, struct fault *fault)
{
	return rowgoal_add(rewriting->goal, worker->packer, &worker->rows, &item->blocks, fault);
}

static int rewrite_chunk(const struct rewriting *rewriting, struct rewrite_worker *worker,
	struct rewrite_item *item, struct fault *fault)
{
	const unsigned char *at = (const unsigned char *)item->encoded.data;
	const unsigned char *end = at + item->encoded.size;
	struct rows *rows = &worker->rows;
	uint64_t length;
	size_t i;

	item->blocks.count = 0;
	rows_clear(rows, VALUES_COUNTS);
	for (i = 0; i < item->documents; i++) {
		const char *name;

		if (!varint_take_long(&at, end, &length) || length > (size_t)(end - at))
			return damaged(fault);
		name = (const char *)at;
		at += length;
		if (take_counts(&worker->open, item->source, &at, end, fault)
			|| take_pairs(&worker->open, &rewriting->pairs, &at, end, fault)
			|| bagrow_end(&worker->open, rows, name, (size_t)length, fault)
			|| (rows_full(rows) && !rewriting->whole
				&& add_block(rewriting, worker, item, fault)))
			return -1;
	}
	return rows->count ? add_block(rewriting, worker, item, fault) : 0;
}

static int work_item(void *context, void *item, int thread, struct fault *fault)
{
	struct rewriting *rewriting = context;
	struct rewrite_item *rows = item;

	if (rewrite_chunk(rewriting, &rewriting->worker[thread], rows, fault))
		return -1;
	progress_step(1);
	/* the last one of a source that was spilled */
	if (atomic_fetch_sub(&rows->source->chunks, 1) == 1 && !rows->source->table) {
		free(rows->source->column);
		rows->source->column = NULL;
	}
	return 0;
}

static int write_item(void *context, void *item, struct fault *fault)
{
	return rowgoal_put(((const struct rewriting *)context)->goal,
		&((const struct rewrite_item *)item)->blocks, fault);
}

/* The vocabulary is written while the columns of the tables are made. */
static int prepare(void *context, size_t index, int thread, struct fault *fault)
{
	struct rewriting *rewriting = context;
	struct wordsource *source = index ? rewriting->store->source[index - 1] : NULL;

	(void)thread;
	if (!source)
		return rowgoal_begin(rewriting->goal, rewriting->vocabulary, fault)
			|| (rewriting->counts->shares
				&& pairmap_init(&rewriting->pairs, rewriting->vocabulary, fault)) ? -1 : 0;
	return source->table ? wordmap_make(source, rewriting->store, &rewriting->counts->spill,
		rewriting->vocabulary, fault) : 0;
}

static int init(struct rewriting *rewriting, size_t threads, struct fault *fault)
{
	size_t i;

	rewriting->worker = memory_zeroed(threads, sizeof *rewriting->worker, fault);
	for (i = 0; rewriting->worker && i < threads; i++) {
		struct rewrite_worker *worker = &rewriting->worker[i];

		worker->packer = pack_packer_new(fault);
		if (!worker->packer || bagrow_init(&worker->open, rewriting->vocabulary->size, fault))
			return -1;
	}
	return rewriting->worker ? 0 : -1;
}

static void release(struct rewriting *rewriting, size_t threads, struct rewrite_item *item,
	size_t items)
{
	size_t i;

	for (i = 0; rewriting->worker && i < threads; i++) {
		pack_packer_free(rewriting->worker[i].packer);
		rows_release(&rewriting->worker[i].rows);
		bagrow_release(&rewriting->worker[i].open);
	}
	free(rewriting->worker);
	pairmap_release(&rewriting->pairs);
	for (i = 0; item && i < items; i++) {
		bytes_release(&item[i].encoded);
		rowgoal_release(&item[i].blocks);
	}
	free(item);
}

int rewrite(struct wordstore *store, const struct counts *counts,
	const struct vocabulary *vocabulary, bool whole, int threads, const struct rowgoal *goal,
	struct fault *fault)
{
	struct rewriting rewriting = {.store = store, .counts = counts, .vocabulary = vocabulary,
		.goal = goal, .whole = whole};
	size_t items = pipeline_items(threads);
	struct rewrite_item *item = memory_zeroed(items, sizeof *item, fault);
	struct pipeline pipeline = {.threads = threads, .context = &rewriting, .items = item,
		.count = items, .item_size = sizeof *item, .read = read_item, .work = work_item,
		.write = write_item};
	int failed;

	progress_begin("writing rows", "chunks", 1, store->chunks);
	failed = !item || init(&rewriting, (size_t)threads, fault)
		|| parallel_for(threads, store->sources + 1, prepare, &rewriting, fault)
		|| pipeline_run(&pipeline, fault);

	release(&rewriting, (size_t)threads, item, items);
	return failed ? -1 : 0;
}
