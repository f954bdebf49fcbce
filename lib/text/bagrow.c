/* bagrow.c - a row of counts, by bits. */
#include "text/bagrow.h"

#include "base/memory.h"

#include <stdlib.h>

int bagrow_init(struct bagrow *row, size_t columns, struct fault *fault)
{
	const size_t words = columns / 64 + 1;

	*row = (struct bagrow){.any_words = words / 64 + 1};
	row->counts = memory_zeroed(columns, sizeof *row->counts, fault);
	row->some = memory_zeroed(words, sizeof *row->some, fault);
	row->any = memory_zeroed(row->any_words, sizeof *row->any, fault);
	return row->counts && row->some && row->any ? 0 : -1;
}

void bagrow_release(struct bagrow *row)
{
	free(row->counts);
	free(row->some);
	free(row->any);
	*row = (struct bagrow){0};
}

int bagrow_end(struct bagrow *row, struct rows *rows, const char *name, size_t name_length,
	struct fault *fault)
{
	size_t length = row->nonzeros, at = rows->nonzeros, i;

	if (rows_reserve(rows, 1, length, name_length + 1, fault))
		return -1;
	for (i = 0; i < row->any_words; i++)
		for (; row->any[i]; row->any[i] &= row->any[i] - 1) {
			size_t word = 64 * i + (size_t)__builtin_ctzll(row->any[i]);

			for (; row->some[word]; row->some[word] &= row->some[word] - 1) {
				size_t column = 64 * word
					+ (size_t)__builtin_ctzll(row->some[word]);

				rows->column[at] = (uint32_t)column;
				rows->counts[at++] = row->counts[column];
				row->counts[column] = 0;
			}
		}
	row->nonzeros = 0;
	return rows_end(rows, length, name, name_length, fault);
}
