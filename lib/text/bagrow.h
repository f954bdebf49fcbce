/* bagrow - one row of counts, put together in any order of columns.
 *
 * Columns that have a count are found in order by their bits, which is faster than to
 * sort them. */
#ifndef TEXT_BAGROW_H
#define TEXT_BAGROW_H

#include "base/fault.h"
#include "stream/rows.h"

#include <stddef.h>
#include <stdint.h>

struct bagrow {
	uint32_t *counts; /* size V: of the open row, 0 between rows */
	uint64_t *some;   /* a bit a column: has a count */
	uint64_t *any;    /* a bit a word of some: is not 0 */
	size_t any_words, nonzeros;
};

int bagrow_init(struct bagrow *row, size_t columns, struct fault *fault) MUST_USE;
void bagrow_release(struct bagrow *row); /* idempotent; accepts zeroed */

static inline void bagrow_add(struct bagrow *row, uint32_t column, uint32_t count)
{
	const uint32_t before = row->counts[column];

	row->counts[column] = before + count;
	if (before > 0)
		return;
	row->some[column >> 6] |= (uint64_t)1 << (column & 63);
	row->any[column >> 12] |= (uint64_t)1 << (column >> 6 & 63);
	row->nonzeros++;
}

/* The row goes to the others, and is empty again. */
int bagrow_end(struct bagrow *row, struct rows *rows, const char *name, size_t name_length,
	struct fault *fault) MUST_USE;

#endif
