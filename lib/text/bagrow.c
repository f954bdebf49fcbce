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
	uint32_t *columns, *counts;

	if (rows_reserve(rows, 1, length, name_length + 1, fault))
		return -1;
	columns = rows->column;
	counts = rows->counts;
	for (i = 0; i < row->any_words; i++) {
		uint64_t any = row->any[i];

		for (row->any[i] = 0; any; any &= any - 1) {
			const size_t word = 64 * i + (size_t)__builtin_ctzll(any);
			uint64_t some = row->some[word];

			for (row->some[word] = 0; some; some &= some - 1, at++) {
				const size_t column = 64 * word + (size_t)__builtin_ctzll(some);

				columns[at] = (uint32_t)column;
				counts[at] = row->counts[column];
				row->counts[column] = 0;
			}
		}
	}
	row->nonzeros = 0;
	return rows_end(rows, length, name, name_length, fault);
}
