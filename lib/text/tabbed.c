/* tabbed.c - nonzeros as lines with tabs. */
#include "text/tabbed.h"

#include "base/number.h"

#include <string.h>

static int write_rows(const struct rows *rows, const struct foreign_place *place,
	struct bytes *out, struct fault *fault)
{
	size_t row, i;

	for (row = 0; row < rows->count; row++) {
		const char *name = rows_name(rows, row);
		size_t name_length = strlen(name);

		if (rows->start[row] == rows->start[row + 1]
			&& (bytes_append(out, name, name_length, fault)
				|| bytes_append(out, "\t\t\n", 3, fault)))
			return -1;
		for (i = rows->start[row]; i < rows->start[row + 1]; i++) {
			const char *term = vocabulary_term(place->vocabulary, rows->column[i]);
			size_t length = vocabulary_length(place->vocabulary, rows->column[i]);
			char *at;

			if (bytes_reserve(out, name_length + length + NUMBER_TEXT + 3, fault))
				return -1;
			at = out->data + out->size;
			memcpy(at, name, name_length);
			at += name_length;
			*at++ = '\t';
			memcpy(at, term, length);
			at += length;
			*at++ = '\t';
			at += foreign_format_value(at, rows, i);
			*at++ = '\n';
			out->size = (size_t)(at - out->data);
		}
	}
	return 0;
}

const struct foreign_format tabbed_format = {.name = "tsv", .write_rows = write_rows};
