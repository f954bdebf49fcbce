/* ldac.c - the corpus of Blei's lda-c: a line a document,
 *     M term:count term:count ...
 * where M is the number of terms that follow; terms are numbered from 0. */
#include "format/formats.h"

#include "base/number.h"
#include "format/entries.h"
#include "format/pairs.h"
#include "format/scan.h"

#include <string.h>

static size_t cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end)
{
	const char *at = text, *line_end;

	(void)last;
	for (; (line_end = memchr(at, '\n', size - (size_t)(at - text))); before++)
		at = line_end + 1;
	*end = before;
	return (size_t)(at - text);
}

static int parse_line(const char **at, const struct foreign_head *head,
	struct entries *entries, struct fault *fault)
{
	const char *line = scan_blanks(*at);
	size_t taken = entries->count;
	uint64_t zeros = entries->zeros, pairs;

	if (scan_at_end(line))
		return fault_set(fault, FAULT_DATA,
			"an empty line: a document without terms is a line '0'");
	*at = scan_whole(line, &pairs);
	if (!*at || (**at != ' ' && **at != '\t' && !scan_at_end(*at)))
		return scan_fault(fault, "not a number of terms", line);
	if (pairs_take(at, head, entries, fault))
		return -1;
	taken = entries->count - taken + (size_t)(entries->zeros - zeros);
	if (taken != pairs)
		return fault_set(fault, FAULT_DATA, "%llu terms are announced, %zu follow",
			(unsigned long long)pairs, taken);
	if (!scan_at_end(*at))
		return scan_fault(fault, "not column:value", *at);
	*at = scan_end(*at);
	return 0;
}

static int parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct entries *entries, struct fault *fault)
{
	const char *at = chunk->text.data, *end = at + chunk->text.size;

	for (; at < end; entries->lines++)
		if (parse_line(&at, head, entries, fault)
			|| entries_end_row(entries, NULL, 0, fault))
			return -1;
	return 0;
}

static int write_rows(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++) {
		if (bytes_reserve(out, NUMBER_TEXT, fault))
			return -1;
		out->size += number_format_whole(out->data + out->size,
			rows->start[row + 1] - rows->start[row]);
		if (pairs_write(rows, row, place->base, out, fault)
			|| bytes_append(out, "\n", 1, fault))
			return -1;
	}
	return 0;
}

const struct foreign_format format_ldac = {.name = "ldac", .base = 0, .base_varies = true,
	.counts = true, .chunk_size = 384 << 10, .line_most = 64 << 20, .row_most = 64 << 20,
	.cut = cut, .parse = parse, .write_rows = write_rows};
