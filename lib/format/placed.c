/* placed.c - entries with their rows, from lines in any order. */
#include "format/placed.h"

#include "base/memory.h"
#include "format/scan.h"
#include "format/triples.h"

#include <stdlib.h>
#include <string.h>

/* Where the next value of an array stands: down the columns, and of a symmetric matrix the
 * lower triangle alone. */
struct placement {
	uint64_t row, column;
	uint64_t first; /* row of the column */
};

void placed_release(struct placed *placed)
{
	entries_release(&placed->entries);
	free(placed->row);
	*placed = (struct placed){0};
}

size_t placed_cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end)
{
	const char *at = text, *line_end;

	(void)last;
	while ((line_end = memchr(at, '\n', size - (size_t)(at - text)))) {
		before += !scan_at_end(scan_blanks(at));
		at = line_end + 1;
	}
	*end = before;
	return (size_t)(at - text);
}

static uint64_t first_row(const struct foreign_head *head, uint64_t column)
{
	return head->symmetry == SYMMETRY_NONE ? 0
		: column + (head->symmetry == SYMMETRY_SKEW);
}

/* The place of a value by its number. */
static struct placement place_of(const struct foreign_head *head, uint64_t number)
{
	struct placement place = {0};

	if (head->symmetry == SYMMETRY_NONE && head->rows)
		return (struct placement){number % head->rows, number / head->rows, 0};
	for (; place.column < head->columns; place.column++) {
		place.first = first_row(head, place.column);
		if (place.first < head->rows && number < head->rows - place.first)
			break;
		number -= head->rows - place.first;
	}
	place.row = place.first + number;
	return place;
}

static void next_place(const struct foreign_head *head, struct placement *place)
{
	if (++place->row < head->rows)
		return;
	place->row = place->first = first_row(head, ++place->column);
}

/* The place, from 0, that the line says, or of an array the next; and the value. */
static const char *take(const char *line, const struct foreign_head *head, struct placement *place,
	double *value)
{
	const char *at = line;

	*value = 1;
	if (!head->array) {
		at = triples_number(at, &place->row);
		at = at ? triples_number(at, &place->column) : NULL;
		place->row--; /* 0 becomes too large */
		place->column--;
	}
	if (at && !head->pattern)
		at = scan_real(scan_blanks(at), value);
	return at ? scan_end(at) : NULL;
}

static int check(const struct foreign_head *head, const struct placement *place,
	struct fault *fault)
{
	if (head->array && place->column >= head->columns)
		return fault_set(fault, FAULT_DATA, "more values than the %llu x %llu claimed",
			(unsigned long long)head->rows, (unsigned long long)head->columns);
	if (place->row >= head->rows)
		return triples_out_of_range("row", place->row + 1, head->rows, fault);
	if (place->column >= head->columns)
		return triples_out_of_range("column", place->column + 1, head->columns, fault);
	return 0;
}

int placed_parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct placed *placed, struct fault *fault)
{
	const char *at = chunk->text.data, *end = at + chunk->text.size;
	struct entries *entries = &placed->entries;
	struct placement place = {0};

	if (head->array)
		place = place_of(head, chunk->before);
	if (memory_grow(&placed->row, &placed->room, entries_room(entries), fault))
		return -1;
	for (; at < end; entries->lines++) {
		const char *line = scan_blanks(at);
		double value;

		if (scan_at_end(line)) {
			at = scan_end(line);
			continue;
		}
		at = take(line, head, &place, &value);
		if (!at)
			return scan_fault(fault, head->array ? "not a value"
				: head->pattern ? "not row and column"
				: "not row, column and value", line);
		placed->row[entries->count] = place.row;
		if (check(head, &place, fault)
			|| entries_add(entries, (uint32_t)place.column, value, fault))
			return -1;
		if (head->array)
			next_place(head, &place);
	}
	return 0;
}

int placed_put(const struct placed *placed, const struct foreign_head *head,
	struct tripleruns *runs, struct fault *fault)
{
	const struct entries *entries = &placed->entries;
	size_t i;

	for (i = 0; i < entries->count; i++) {
		uint64_t row = placed->row[i];
		uint32_t column = entries->column[i];
		double value = entries->value[i];

		if (tripleruns_add(runs, row, column, value, fault))
			return -1;
		if (head->symmetry != SYMMETRY_NONE && row != column
			&& tripleruns_add(runs, column, (uint32_t)row,
				head->symmetry == SYMMETRY_SKEW ? -value : value, fault))
			return -1;
	}
	return 0;
}
