/* entries.c - collects parsed rows, in order and without duplicates. */
#include "format/entries.h"

#include "base/memory.h"
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_TEXT_LEAST = 4 }; /* bytes: "1:1 ", "1 1\n" */

struct pair {
	uint32_t column;
	double value;
};

void entries_release(struct entries *entries)
{
	free(entries->column);
	free(entries->value);
	free(entries->end);
	bytes_release(&entries->names);
	*entries = (struct entries){0};
}

int entries_begin(struct entries *entries, const struct foreign_chunk *chunk,
	enum foreign_values want, bool narrow, struct fault *fault)
{
	size_t most = chunk->text.size / ENTRY_TEXT_LEAST + 1;

	entries->count = entries->rows = entries->begin = entries->named = 0;
	entries->names.size = 0;
	entries->lines = entries->zeros = entries->columns = 0;
	entries->whole = true;
	entries->unsorted = false;
	entries->want = want;
	entries->narrow = narrow;
	entries->chunk = chunk;
	if (memory_grow(&entries->column, &entries->column_room, most, fault)
		|| memory_grow(&entries->value, &entries->value_room, most, fault))
		return -1;
	return 0;
}

int entries_judge(struct entries *entries, double value, struct fault *fault)
{
	if (!isfinite(value))
		return fault_set(fault, FAULT_DATA, "the value is not finite");
	if (value == 0) {
		entries->zeros++;
		return 0;
	}
	if (entries->want == FOREIGN_COUNTS)
		return fault_set(fault, FAULT_DATA,
			"%.9g is no count: those are whole, from 1 to 4294967295 "
			"(--values weights takes others)", value);
	if (entries->narrow && fabs(value) > FLT_MAX)
		return fault_set(fault, FAULT_DATA,
			"%.9g is too large for 32-bit values: --precision f64", value);
	entries->whole = false;
	if (entries->narrow && (float)value == 0) {
		entries->zeros++;
		return 0;
	}
	return 1;
}

static int compare(const void *a, const void *b)
{
	uint32_t one = ((const struct pair *)a)->column;
	uint32_t other = ((const struct pair *)b)->column;

	return (one > other) - (one < other);
}

static int sort_row(struct entries *entries, struct fault *fault)
{
	size_t begin = entries->begin, n = entries->count - begin, i;
	struct pair *pairs = memory_zeroed(n, sizeof *pairs, fault);

	if (!pairs)
		return -1;
	for (i = 0; i < n; i++)
		pairs[i] = (struct pair){entries->column[begin + i],
			entries->value[begin + i]};
	qsort(pairs, n, sizeof *pairs, compare);
	for (i = 0; i < n; i++) {
		entries->column[begin + i] = pairs[i].column;
		entries->value[begin + i] = pairs[i].value;
	}
	free(pairs);
	for (i = begin + 1; i < entries->count; i++)
		if (entries->column[i] == entries->column[i - 1])
			return fault_set(fault, FAULT_DATA,
				"row %llu has an entry twice, in column %llu from 1",
				(unsigned long long)entries->chunk->before + entries->rows + 1,
				(unsigned long long)entries->column[i] + 1);
	return 0;
}

static int put_name(struct entries *entries, const char *name, size_t length,
	struct fault *fault)
{
	const struct foreign_chunk *chunk = entries->chunk;
	char number[NUMBER_TEXT];

	if (chunk->named) {
		name = chunk->names.data + entries->named;
		length = strlen(name);
		entries->named += length + 1;
	} else if (!name) {
		name = number;
		length = number_format_whole(number, chunk->before + entries->rows + 1);
	}
	if (bytes_append(&entries->names, name, length, fault))
		return -1;
	return bytes_append(&entries->names, "", 1, fault);
}

int entries_end_row(struct entries *entries, const char *name, size_t length,
	struct fault *fault)
{
	if (entries->unsorted && sort_row(entries, fault))
		return -1;
	if (entries->count > entries->begin
		&& entries->column[entries->count - 1] >= entries->columns)
		entries->columns = (uint64_t)entries->column[entries->count - 1] + 1;
	if (put_name(entries, name, length, fault)
		|| memory_grow(&entries->end, &entries->end_room, entries->rows + 1, fault))
		return -1;
	entries->end[entries->rows++] = entries->count;
	entries->begin = entries->count;
	entries->unsorted = false;
	return 0;
}
