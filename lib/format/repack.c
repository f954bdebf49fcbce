/* repack.c - from the spool to the sink, with counts converted to weights. */
#include "format/repack.h"

#include "stream/relay.h"

#include <stdbool.h>
#include <string.h>

struct pouring {
	struct spool *spool;
	const unsigned char *kinds;
	enum values values;
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

static int next_block(void *from, struct packed *block, struct fault *fault)
{
	struct pouring *pouring = from;
	uint64_t number = pouring->spool->taken;
	int got = spool_next(pouring->spool, block, fault);

	block->number = number;
	return got;
}

static bool is_right(void *context, const struct packed *block)
{
	const struct pouring *pouring = context;

	return pouring->kinds[block->number] == (unsigned char)pouring->values;
}

/* Counts in from, floats in to. */
static int convert(void *context, const struct rows *from, struct rows *to,
	struct fault *fault)
{
	size_t row, i;

	(void)context;
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

int repack_pour(struct spool *spool, const unsigned char *kinds, const struct header *header,
	int threads, struct sink *sink, struct fault *fault)
{
	struct pouring pouring = {.spool = spool, .kinds = kinds, .values = header->values};
	struct header counts = *header; /* as the blocks to convert have it */
	uint64_t i;

	counts.values = VALUES_COUNTS;
	for (i = 0; i < spool->blocks && kinds[i] == (unsigned char)header->values; i++)
		;
	if (i == spool->blocks)
		return spool_pour(spool, sink, fault);
	spool_rewind(spool);
	return relay_recode(next_block, &pouring, &counts, sink, header->values, threads, is_right,
		convert, &pouring, fault);
}
