/* uci.c - the bag of words of the UCI repository, docword.*.txt: lines D, W
 * and NNZ, then "document word count", both numbered from 1.  Its words are
 * in a file of their own, vocab.*.txt, one a line. */
#include "format/formats.h"

#include "base/number.h"
#include "format/scan.h"
#include "format/triples.h"

static int read_head(const char *text, size_t size, struct foreign_head *head, size_t *used,
	uint64_t *lines, struct fault *fault)
{
	static const char *const names[] = {"documents", "words", "counts"};
	uint64_t *const numbers[] = {&head->rows, &head->columns, &head->nonzeros};
	const char *at = text, *end = text + size, *line;
	size_t length;

	head->sized = true;
	for (*lines = 0; *lines < 3; ++*lines)
		if (!scan_line(&at, end, &line, &length)
			|| !number_parse_whole(line, length, numbers[*lines]))
			return fault_set(fault, FAULT_DATA,
				"not UCI's bag of words: no number of %s alone in a line",
				names[*lines]);
	*used = (size_t)(at - text);
	return 0;
}

static int write_head(const struct foreign_head *head, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "%llu\n%llu\n%llu\n", (unsigned long long)head->rows,
		(unsigned long long)head->columns, (unsigned long long)head->nonzeros);
}

const struct foreign_format format_uci = {.name = "uci", .base = 1, .headed = true, .places = true,
	.counts = true,
	.chunk_size = 768 << 10, .line_most = 64 << 10, .row_most = 1 << 30,
	.read_head = read_head, .cut = triples_cut, .parse = triples_parse,
	.write_head = write_head, .write_rows = triples_write};
