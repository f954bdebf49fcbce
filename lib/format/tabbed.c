/* tabbed.c - a corpus as lines "document<TAB>term<TAB>value", as stream-text
 * prints it; a document without entries is "document<TAB><TAB>".  Written
 * only. */
#include "format/formats.h"

#include "stream/rowtext.h"

static int write_rows(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row;

	for (row = 0; row < rows->count; row++)
		if (rowtext_corpus(out, rows, row, place->vocabulary, fault))
			return -1;
	return 0;
}

const struct foreign_format format_tsv = {.name = "tsv", .write_rows = write_rows};
