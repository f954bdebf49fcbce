/* rows.c - sparse rows in memory: room, ends, copies. */
#include "stream/rows.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void rows_release(struct rows *rows)
{
	free(rows->start);
	free(rows->column);
	free(rows->counts);
	free(rows->f32);
	free(rows->f64);
	free(rows->names);
	free(rows->name);
	*rows = (struct rows){0};
}

void rows_clear(struct rows *rows, enum values values)
{
	if (rows->values != values) {
		/* the room was counted for another array */
		free(rows->counts);
		free(rows->f32);
		free(rows->f64);
		rows->counts = NULL;
		rows->f32 = NULL;
		rows->f64 = NULL;
		rows->value_room = 0;
		rows->values = values;
	}
	rows->count = rows->nonzeros = 0;
	if (rows->start)
		rows->start[0] = rows->name[0] = 0;
}

static int reserve_values(struct rows *rows, size_t need, struct fault *fault)
{
	if (rows->values == VALUES_COUNTS)
		return memory_grow(&rows->counts, &rows->value_room, need, fault);
	if (rows->values == VALUES_F32)
		return memory_grow(&rows->f32, &rows->value_room, need, fault);
	return memory_grow(&rows->f64, &rows->value_room, need, fault);
}

int rows_reserve(struct rows *rows, size_t more_rows, size_t more_nonzeros,
	size_t more_name_bytes, struct fault *fault)
{
	size_t names = rows->count ? rows->name[rows->count] : 0;
	size_t ends, nonzeros, name_bytes;
	bool fresh = !rows->start;

	if (!size_add(rows->count + 1, more_rows, &ends)
		|| !size_add(rows->nonzeros, more_nonzeros, &nonzeros)
		|| !size_add(names, more_name_bytes, &name_bytes))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: too many nonzeros");
	if (memory_grow(&rows->start, &rows->start_room, ends, fault)
		|| memory_grow(&rows->name, &rows->name_room, ends, fault)
		|| memory_grow(&rows->names, &rows->names_room, name_bytes, fault)
		|| memory_grow(&rows->column, &rows->column_room, nonzeros, fault)
		|| reserve_values(rows, nonzeros, fault))
		return -1;
	if (fresh)
		rows->start[0] = rows->name[0] = 0;
	return 0;
}

bool rows_name_fits(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (name[i] == '\t' || name[i] == '\n' || name[i] == '\r' || name[i] == 0)
			return false;
	return length <= NAME_BYTES_MOST;
}

int rows_end(struct rows *rows, size_t length, const char *name, size_t name_length,
	struct fault *fault)
{
	size_t at;

	if (rows_reserve(rows, 1, length, name_length + 1, fault))
		return -1;
	at = rows->name[rows->count];
	memcpy(rows->names + at, name, name_length);
	rows->names[at + name_length] = 0;
	rows->count++;
	rows->nonzeros += length;
	rows->start[rows->count] = rows->nonzeros;
	rows->name[rows->count] = at + name_length + 1;
	return 0;
}

int rows_copy(struct rows *rows, const struct rows *from, size_t row, struct fault *fault)
{
	size_t begin = from->start[row], length = from->start[row + 1] - begin;
	size_t name_length = from->name[row + 1] - from->name[row] - 1;

	if (rows->values != from->values)
		return fault_set(fault, FAULT_INTERNAL, "rows of different values");
	if (rows_reserve(rows, 1, length, name_length + 1, fault))
		return -1;
	if (length) {
		memcpy(rows->column + rows->nonzeros, from->column + begin,
			length * sizeof *rows->column);
		if (rows->values == VALUES_COUNTS)
			memcpy(rows->counts + rows->nonzeros, from->counts + begin,
				length * sizeof *rows->counts);
		else if (rows->values == VALUES_F32)
			memcpy(rows->f32 + rows->nonzeros, from->f32 + begin,
				length * sizeof *rows->f32);
		else
			memcpy(rows->f64 + rows->nonzeros, from->f64 + begin,
				length * sizeof *rows->f64);
	}
	return rows_end(rows, length, rows_name(from, row), name_length, fault);
}
