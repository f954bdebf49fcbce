/* pairs.c - column and value with a colon between, to entries and back. */
#include "format/pairs.h"

#include "base/number.h"
#include "format/scan.h"
#include "stream/rowtext.h"

static int bad_column(uint64_t column, const struct foreign_head *head, struct fault *fault)
{
	if (column < head->base)
		return fault_set(fault, FAULT_DATA,
			"column %llu: they are numbered from %llu here (--base)",
			(unsigned long long)column, (unsigned long long)head->base);
	return fault_set(fault, FAULT_DATA,
		"column %llu is out of range: there are %llu, numbered from %llu",
		(unsigned long long)column, (unsigned long long)head->columns,
		(unsigned long long)head->base);
}

int pairs_take(const char **at, const struct foreign_head *head, struct entries *entries,
	struct fault *fault)
{
	for (;;) {
		const char *pair = scan_blanks(*at), *next;
		uint64_t column;
		double value;

		if (scan_at_end(pair) || *pair == '#') {
			*at = pair;
			return 0;
		}
		next = scan_whole(pair, &column);
		if (next)
			next = *next == ':' ? scan_real(scan_blanks(next + 1), &value) : NULL;
		if (!next || (*next != ' ' && *next != '\t' && !scan_at_end(next)))
			return scan_fault(fault, "not column:value", pair);
		if (column - head->base >= head->columns)
			return bad_column(column, head, fault);
		if (entries_add(entries, (uint32_t)(column - head->base), value, fault))
			return -1;
		*at = next;
	}
}

int pairs_write(const struct rows *rows, size_t row, uint64_t base, struct bytes *out,
	struct fault *fault)
{
	size_t i = rows->start[row];
	char *at;

	if (bytes_reserve(out, (rows->start[row + 1] - i) * (2 * NUMBER_TEXT + 2), fault))
		return -1;
	at = out->data + out->size;
	for (; i < rows->start[row + 1]; i++) {
		*at++ = ' ';
		at += number_format_whole(at, (uint64_t)rows->column[i] + base);
		*at++ = ':';
		at += rowtext_value(at, rows, i);
	}
	out->size = (size_t)(at - out->data);
	return 0;
}
