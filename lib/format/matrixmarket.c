/* matrixmarket.c - the Matrix Market exchange format, coordinate and general
 * (Boisvert, Pozo, Remington 1996), as gensim writes it: a row a document,
 * ordered by row, the sizes in a line that may be padded with blanks.
 *
 * Fields real, integer and pattern are read; real is written, the only one
 * that gensim reads. */
#include "format/formats.h"

#include "format/scan.h"
#include "format/triples.h"

#include <string.h>
#include <strings.h>

enum { WORDS = 5, WORD_MOST = 24 };

/* The banner's words, cut where they are longer than any that is known. */
static int split(const char *line, size_t length, char word[WORDS][WORD_MOST])
{
	size_t i = 0;
	int words = 0;

	while (i < length && words < WORDS) {
		size_t used = 0;

		for (; i < length && line[i] != ' ' && line[i] != '\t'; i++)
			if (used < WORD_MOST - 1)
				word[words][used++] = line[i];
		word[words++][used] = 0;
		while (i < length && (line[i] == ' ' || line[i] == '\t'))
			i++;
	}
	return i < length ? WORDS + 1 : words;
}

static int read_banner(const char *line, size_t length, struct foreign_head *head,
	struct fault *fault)
{
	char word[WORDS][WORD_MOST], shown[80];

	if (split(line, length, word) != WORDS || strcasecmp(word[0], "%%MatrixMarket") != 0
		|| strcasecmp(word[1], "matrix") != 0)
		return fault_set(fault, FAULT_DATA,
			"not Matrix Market: this is no '%%%%MatrixMarket matrix ...'");
	head->integers = strcasecmp(word[3], "integer") == 0;
	head->pattern = strcasecmp(word[3], "pattern") == 0;
	if (strcasecmp(word[2], "coordinate") == 0 && strcasecmp(word[4], "general") == 0
		&& (head->integers || head->pattern || strcasecmp(word[3], "real") == 0))
		return 0;
	return fault_set(fault, FAULT_DATA,
		"'%s': only coordinate, real or integer or pattern, and general are read",
		fault_quote(shown, sizeof shown, line, length));
}

static int read_sizes(const char *line, struct foreign_head *head, struct fault *fault)
{
	const char *at = scan_whole(line, &head->rows);

	at = at ? scan_whole(scan_blanks(at), &head->columns) : NULL;
	at = at ? scan_whole(scan_blanks(at), &head->nonzeros) : NULL;
	if (at && scan_end(at))
		return 0;
	return scan_fault(fault, "not rows, columns and entries", line);
}

static int read_head(const char *text, size_t size, struct foreign_head *head, size_t *used,
	uint64_t *lines, struct fault *fault)
{
	const char *at = text, *end = text + size, *line;
	size_t length;

	head->sized = true;
	for (*lines = 0; scan_line(&at, end, &line, &length); ++*lines) {
		if (*lines == 0) {
			if (read_banner(line, length, head, fault))
				return -1;
		} else if (length && *line != '%') {
			if (read_sizes(line, head, fault))
				return -1;
			++*lines;
			*used = (size_t)(at - text);
			return 0;
		}
	}
	return fault_set(fault, FAULT_DATA, *lines
		? "no line of rows, columns and entries behind the banner"
		: "not Matrix Market: no line of a mebibyte or less");
}

static int write_head(const struct foreign_head *head, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault,
		"%%%%MatrixMarket matrix coordinate real general\n%llu %llu %llu\n",
		(unsigned long long)head->rows, (unsigned long long)head->columns,
		(unsigned long long)head->nonzeros);
}

const struct foreign_format format_mm = {.name = "mm", .base = 1,
	.chunk_size = 768 << 10, .line_most = 64 << 10, .row_most = 1 << 30,
	.read_head = read_head, .cut = triples_cut, .parse = triples_parse,
	.write_head = write_head, .write_rows = triples_write};
