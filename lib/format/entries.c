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
	size_t place; /* in the text */
	double value;
	uint32_t column;
};

void entries_release(struct entries *entries)
{
	free(entries->column);
	free(entries->value);
	free(entries->end);
	bytes_release(&entries->names);
	*entries = (struct entries){0};
}

size_t entries_room(const struct entries *entries)
{
	return entries->column_room < entries->value_room ? entries->column_room
							   : entries->value_room;
}

int entries_reserve(struct entries *entries, size_t most, struct fault *fault)
{
	return memory_grow(&entries->column, &entries->column_room, most, fault)
		|| memory_grow(&entries->value, &entries->value_room, most, fault) ? -1 : 0;
}

int entries_begin(struct entries *entries, const struct foreign_chunk *chunk, struct fault *fault)
{
	entries->count = entries->rows = entries->begin = entries->named = 0;
	entries->names.size = 0;
	entries->lines = entries->zeros = entries->columns = entries->summed = 0;
	entries->whole = true;
	entries->unsorted = entries->disordered = false;
	entries->chunk = chunk;
	return entries_reserve(entries, chunk->text.size / ENTRY_TEXT_LEAST + 1, fault);
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

	if (one != other)
		return one < other ? -1 : 1;
	return ((const struct pair *)a)->place < ((const struct pair *)b)->place ? -1 : 1;
}

/* Entries of the sorted row, from begin on, that share a column become their sum. */
static int sum_row(struct entries *entries, struct fault *fault)
{
	size_t i = entries->begin, out = i;

	while (i < entries->count) {
		uint32_t column = entries->column[i];
		double value = entries->value[i];
		size_t from = i;
		int keep = 1;

		while (++i < entries->count && entries->column[i] == column)
			value += entries->value[i];
		entries->summed += i - from - 1;
		if (i - from > 1 && !entries_is_count(value))
			keep = entries_judge(entries, value, fault);
		if (keep < 0)
			return -1;
		entries->column[out] = column;
		entries->value[out] = value;
		out += (size_t)keep;
	}
	entries->count = out;
	return 0;
}

static int sort_row(struct entries *entries, struct fault *fault)
{
	size_t begin = entries->begin, n = entries->count - begin, i;
	struct pair *pairs = memory_zeroed(n, sizeof *pairs, fault);

	if (!pairs)
		return -1;
	for (i = 0; i < n; i++)
		pairs[i] = (struct pair){i, entries->value[begin + i],
			entries->column[begin + i]};
	qsort(pairs, n, sizeof *pairs, compare);
	for (i = 0; i < n; i++) {
		entries->column[begin + i] = pairs[i].column;
		entries->value[begin + i] = pairs[i].value;
	}
	free(pairs);
	if (entries->sum)
		return sum_row(entries, fault);
	for (i = begin + 1; i < entries->count; i++)
		if (entries->column[i] == entries->column[i - 1])
			return fault_set(fault, FAULT_DATA,
				"row %llu has an entry twice, in column %llu from 1: --sum adds up",
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
