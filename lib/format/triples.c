/* triples.c - lines of row, column and value, to rows and back. */
#include "format/triples.h"

#include "base/number.h"
#include "format/entries.h"
#include "format/scan.h"
#include "stream/rowtext.h"

#include <string.h>

/* The place behind the last line end of [text, end), text where there is none. */
static const char *last_line(const char *text, const char *end)
{
	while (end > text && end[-1] != '\n')
		end--;
	return end;
}

/* The row of a line, 0 where it is blank or invalid. */
static uint64_t row_of(const char *line)
{
	uint64_t row;

	return scan_whole(scan_blanks(line), &row) ? row : 0;
}

/* The lines of the last row may go on behind the text, so the cut is before
 * them.  Going back over them costs as much as one row has lines. */
size_t triples_cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end)
{
	const char *stop = size ? last_line(text, text + size) : text;
	const char *line = stop, *cut = stop;
	uint64_t row = 0, found = 0;

	*end = before;
	while (line > text) {
		line = last_line(text, line - 1);
		found = row_of(line);
		if (last ? found != 0 : row && found && found != row)
			break;
		if (found)
			row = found, cut = line;
		found = 0;
	}
	if (last)
		cut = stop;
	else if (row == 0)
		cut = stop; /* nothing but blank or bad lines */
	else if (found == 0)
		return 0; /* nothing but one row */
	if (found > before)
		*end = found;
	return (size_t)(cut - text);
}

int triples_out_of_range(const char *what, uint64_t number, uint64_t most, struct fault *fault)
{
	if (number == 0)
		return fault_set(fault, FAULT_DATA, "%s 0: %ss are numbered from 1", what,
			what);
	return fault_set(fault, FAULT_DATA, "%s %llu is out of range: there are %llu", what,
		(unsigned long long)number, (unsigned long long)most);
}

/* Ends rows up to that number; all but the first of them are empty. */
static int end_rows(struct entries *entries, uint64_t rows, struct fault *fault)
{
	while (entries->rows < rows)
		if (entries_end_row(entries, NULL, 0, fault))
			return -1;
	return 0;
}

/* A whole number with a blank or the line end behind it. */
const char *triples_number(const char *at, uint64_t *number)
{
	at = scan_whole(scan_blanks(at), number);
	return at && (*at == ' ' || *at == '\t' || scan_at_end(at)) ? at : NULL;
}

/* Goes from row number *row, whose lines have ended, to another. */
static int change_row(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, uint64_t *row, uint64_t next, struct fault *fault)
{
	if (next == 0 || next > head->rows)
		return triples_out_of_range("row", next, head->rows, fault);
	if (next < *row || next <= chunk->before) {
		entries->disordered = true;
		return fault_set(fault, FAULT_DATA, "row %llu after row %llu",
			(unsigned long long)next,
			(unsigned long long)(*row ? *row : chunk->before));
	}
	*row = next;
	return end_rows(entries, next - 1 - chunk->before, fault);
}

int triples_parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, struct fault *fault)
{
	const char *at = chunk->text.data, *end = at + chunk->text.size;
	uint64_t row = 0, next, column;

	for (; at < end; entries->lines++) {
		const char *line = scan_blanks(at);
		double value = 1;

		if (scan_at_end(line)) {
			at = scan_end(line);
			continue;
		}
		at = triples_number(line, &next);
		at = at ? triples_number(at, &column) : NULL;
		if (at && !head->pattern)
			at = scan_real(scan_blanks(at), &value);
		if (at)
			at = scan_end(at);
		if (!at)
			return scan_fault(fault, head->pattern ? "not row and column"
				: "not row, column and value", line);
		if ((next != row || next == 0)
			&& change_row(chunk, head, entries, &row, next, fault))
			return -1;
		if (column - 1 >= head->columns)
			return triples_out_of_range("column", column, head->columns, fault);
		if (entries_add(entries, (uint32_t)(column - 1), value, fault))
			return -1;
	}
	return end_rows(entries, chunk->rows, fault);
}

int triples_write(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row, i;

	for (row = 0; row < rows->count; row++) {
		char number[NUMBER_TEXT];
		size_t length = number_format_whole(number, place->before + row + 1);
		size_t entries = rows->start[row + 1] - rows->start[row];
		char *at;

		number[length++] = ' ';
		if (bytes_reserve(out, entries * (3 * NUMBER_TEXT + 2), fault))
			return -1;
		at = out->data + out->size;
		for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
			memcpy(at, number, length);
			at += length;
			at += number_format_whole(at, (uint64_t)rows->column[i] + place->base);
			*at++ = ' ';
			at += rowtext_value(at, rows, i);
			*at++ = '\n';
		}
		out->size = (size_t)(at - out->data);
	}
	return 0;
}
