/* repack.c - from the spool to the sink, counts made weights on the way. */
#include "text/repack.h"

#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

struct item {
	struct packed in, out;
	struct packer *packer;
	struct rows from, to;
	bool same; /* the block is fine as it is */
};

struct pouring {
	struct spool *spool;
	const unsigned char *kinds;
	struct header counts; /* as the blocks to convert have it */
	enum values values;
	struct sink *sink;
};

void repack_values(struct rows *rows, size_t from, const double *values, size_t count)
{
	size_t i;

	if (rows->values == VALUES_COUNTS)
		for (i = 0; i < count; i++)
			rows->counts[from + i] = (uint32_t)values[i];
	else if (rows->values == VALUES_F32)
		for (i = 0; i < count; i++)
			rows->f32[from + i] = (float)values[i];
	else if (count)
		memcpy(rows->f64 + from, values, count * sizeof *values);
}

static int read_block(void *context, void *at, struct fault *fault)
{
	struct pouring *pouring = context;
	struct item *item = at;
	uint64_t number = pouring->spool->taken;
	int got = spool_next(pouring->spool, &item->in, fault);

	if (got == 1)
		item->same = pouring->kinds[number] == pouring->values;
	return got;
}

/* Counts in from, floats in to. */
static int convert(const struct rows *from, struct rows *to, struct fault *fault)
{
	size_t row, i;

	for (row = 0; row < from->count; row++) {
		size_t begin = from->start[row], length = from->start[row + 1] - begin;
		size_t name_length = from->name[row + 1] - from->name[row] - 1;

		if (rows_reserve(to, 1, length, name_length + 1, fault))
			return -1;
		if (length)
			memcpy(to->column + begin, from->column + begin,
				length * sizeof *from->column);
		for (i = begin; i < begin + length; i++) {
			if (to->values == VALUES_F32)
				to->f32[i] = (float)from->counts[i];
			else
				to->f64[i] = from->counts[i];
		}
		if (rows_end(to, length, rows_name(from, row), name_length, fault))
			return -1;
	}
	return 0;
}

static int convert_block(void *context, void *at, struct fault *fault)
{
	const struct pouring *pouring = context;
	struct item *item = at;

	if (item->same)
		return 0;
	if (corpus_unpack(item->packer, &item->in, &pouring->counts, &item->from, fault))
		return -1;
	rows_clear(&item->to, pouring->values);
	if (convert(&item->from, &item->to, fault))
		return -1;
	return corpus_pack(item->packer, &item->to, &item->out, fault);
}

static int write_block(void *context, void *at, struct fault *fault)
{
	struct pouring *pouring = context;
	struct item *item = at;

	return sink_put(pouring->sink, item->same ? &item->in : &item->out, fault);
}

static int pour(struct pouring *pouring, int threads, struct fault *fault)
{
	size_t count = pipeline_items(threads), i;
	struct item *items = memory_zeroed(count, sizeof *items, fault);
	struct pipeline pipeline = {threads, pouring, items, count, sizeof *items, read_block,
		convert_block, write_block};
	int failed = items ? spool_rewind(pouring->spool, fault) : -1;

	for (i = 0; !failed && i < count; i++) {
		items[i].packer = packer_new(fault);
		failed = items[i].packer ? 0 : -1;
	}
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; items && i < count; i++) {
		packed_release(&items[i].in);
		packed_release(&items[i].out);
		packer_free(items[i].packer);
		rows_release(&items[i].from);
		rows_release(&items[i].to);
	}
	free(items);
	return failed;
}

int repack_pour(struct spool *spool, const unsigned char *kinds, const struct header *header,
	int threads, struct sink *sink, struct fault *fault)
{
	struct pouring pouring = {.spool = spool, .kinds = kinds, .counts = *header,
		.values = header->values, .sink = sink};
	uint64_t i;

	pouring.counts.values = VALUES_COUNTS;
	for (i = 0; i < spool->blocks; i++)
		if (kinds[i] != (unsigned char)header->values)
			return pour(&pouring, threads, fault);
	return spool_pour(spool, sink, fault);
}
