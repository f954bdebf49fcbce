/* tabbed.c - nonzeros as lines with tabs. */
#include "format/tabbed.h"

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

const struct foreign_format tabbed_format = {.name = "tsv", .write_rows = write_rows};
