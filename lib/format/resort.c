/* resort.c - entries in any order to rows. */
#include "format/resort.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/pipeline.h"
#include "format/placed.h"

#include <stdlib.h>

/* A batch of rows: whichever of the two is reached first. */
enum { ENTRIES = 1 << 16, ROWS = 1 << 13 };

struct resort_item {
	struct foreign_chunk chunk;
	struct placed placed;
	bool failed; /* in parsing: the line is known to the writer alone */
	struct fault fault;
};

static int read_lines(void *context, void *at, struct fault *fault)
{
	struct resort *resort = context;
	struct resort_item *item = at;

	return chunks_next(resort->chunks, &item->chunk, fault);
}

static int parse(void *context, void *at, int thread, struct fault *fault)
{
	const struct resort *resort = context;
	struct resort_item *item = at;
	struct entries *entries = &item->placed.entries;

	(void)thread;
	entries->want = resort->like.want;
	entries->narrow = resort->like.narrow;
	if (entries_begin(entries, &item->chunk, fault))
		return -1;
	item->failed = placed_parse(&item->chunk, &resort->chunks->head, &item->placed,
		&item->fault) != 0;
	return 0;
}

static int put(void *context, void *at, struct fault *fault)
{
	struct resort *resort = context;
	struct resort_item *item = at;
	const struct entries *entries = &item->placed.entries;

	resort->lines += entries->lines;
	if (item->failed) {
		*fault = item->fault;
		if (fault->kind != FAULT_DATA)
			return -1;
		return fault_at(fault, "%s: line %llu", input_name(resort->chunks->path),
			(unsigned long long)resort->lines + 1);
	}
	resort->entries += entries->count + entries->zeros;
	resort->zeros += entries->zeros;
	return placed_put(&item->placed, &resort->chunks->head, &resort->runs, fault);
}

int resort_read(struct resort *resort, struct fault *fault)
{
	size_t count = pipeline_items(resort->threads), i;
	struct resort_item *items = memory_zeroed(count, sizeof *items, fault);
	struct pipeline pipeline = {resort->threads, resort, items, count, sizeof *items,
		read_lines, parse, put};
	int failed;

	resort->lines = resort->chunks->lines;
	failed = !items || pipeline_run(&pipeline, fault) || tripleruns_end(&resort->runs, fault);
	if (!failed)
		resort->next = tripleruns_next(&resort->runs, &failed, fault);
	for (i = 0; items && i < count; i++) {
		bytes_release(&items[i].chunk.text);
		bytes_release(&items[i].chunk.names);
		placed_release(&items[i].placed);
	}
	free(items);
	resort->chunks->rows = 0; /* of lines until here */
	return failed ? -1 : 0;
}

/* The entries of a row, and its name. */
static int take_row(struct resort *resort, struct foreign_chunk *chunk, struct entries *entries,
	struct fault *fault)
{
	int failed = 0;

	chunk->rows = 1;
	while (!failed && resort->next && resort->next->row == resort->row) {
		failed = entries_reserve(entries, entries->count + 1, fault)
			|| entries_add(entries, resort->next->column, resort->next->value, fault);
		if (!failed)
			resort->next = tripleruns_next(&resort->runs, &failed, fault);
	}
	if (failed || chunks_name_rows(resort->chunks, chunk, fault))
		return -1;
	entries->named = 0;
	if (entries_end_row(entries, NULL, 0, fault))
		return fault_at(fault, "%s", input_name(resort->chunks->path));
	resort->row++;
	return 0;
}

int resort_rows(struct resort *resort, struct foreign_chunk *chunk, struct entries *entries,
	struct fault *fault)
{
	const uint64_t rows = resort->chunks->head.rows;

	entries->want = resort->like.want;
	entries->narrow = resort->like.narrow;
	entries->sum = resort->like.sum;
	if (entries_begin(entries, chunk, fault))
		return -1;
	chunk->before = resort->row;
	while (resort->row < rows && entries->count < ENTRIES && entries->rows < ROWS)
		if (take_row(resort, chunk, entries, fault))
			return -1;
	chunk->rows = entries->rows;
	resort->chunks->rows = resort->row;
	if (entries->rows)
		return 1;
	return chunks_check_names(resort->chunks, fault);
}

void resort_release(struct resort *resort)
{
	tripleruns_release(&resort->runs);
}
