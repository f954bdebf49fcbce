/* entries - the rows of a chunk of foreign text while they are parsed. */
#ifndef FORMAT_ENTRIES_H
#define FORMAT_ENTRIES_H

#include "base/bytes.h"
#include "base/fault.h"
#include "format/foreign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which values are taken; the first fault of another names --values. */
enum foreign_values {
	FOREIGN_ANY,    /* counts while all are whole and at least 1, else weights */
	FOREIGN_COUNTS, /* others are faults */
	FOREIGN_WEIGHTS
};

/* A zeroed struct holds none. */
struct entries {
	size_t count;       /* n, entries */
	uint32_t *column;   /* size n: from 0, ascending within a row */
	double *value;      /* size n: finite, not 0 */
	size_t rows;
	size_t *end;        /* size rows: where each ends in column and value */
	struct bytes names; /* of the rows, each zero-terminated */
	uint64_t lines;     /* parsed so far */
	uint64_t zeros;     /* entries of value 0, left out */
	uint64_t columns;   /* the largest column met, plus 1 */
	bool whole;         /* all values are whole numbers from 1 to 2^32-1 */
	uint64_t summed;    /* entries added to another of their place */
	bool disordered;    /* a row came after a later one */
	enum foreign_values want;
	bool narrow;        /* values must fit f32 */
	bool sum;           /* a column that occurs twice in a row: its values are added up */

	const struct foreign_chunk *chunk; /* borrowed */
	size_t begin;              /* of the open row */
	size_t named;              /* bytes of the chunk's names used up */
	bool unsorted;             /* the open row */
	size_t column_room, value_room, end_room;
};

void entries_release(struct entries *entries);

/* What is wanted of values (set before, kept); none are there, and room for what text of the
 * chunk's size can hold. */
int entries_begin(struct entries *entries, const struct foreign_chunk *chunk,
	struct fault *fault) MUST_USE;

/* Entries that there is room for; more for those that come from elsewhere than text. */
size_t entries_room(const struct entries *entries);
int entries_reserve(struct entries *entries, size_t most, struct fault *fault) MUST_USE;

/* Decides about a value that is no count: 1 keeps it, 0 leaves it
 * out, -1 for a fault. */
int entries_judge(struct entries *entries, double value, struct fault *fault) MUST_USE;

static inline bool entries_is_count(double value)
{
	return value >= 1 && value <= UINT32_MAX && value == (double)(uint32_t)value;
}

/* One entry more for the row in the making.  There is room for one in each
 * four bytes of the chunk's text: no entry is written in fewer. */
static inline int entries_add(struct entries *entries, uint32_t column, double value,
	struct fault *fault)
{
	size_t n = entries->count;

	if (!entries_is_count(value)) {
		int keep = entries_judge(entries, value, fault);

		if (keep <= 0)
			return keep;
	}
	if (n > entries->begin && column <= entries->column[n - 1])
		entries->unsorted = true;
	entries->column[n] = column;
	entries->value[n] = value;
	entries->count = n + 1;
	return 0;
}

/* Ends the row: sorts it where that is needed; a column that occurs twice is
 * summed in the order of the text, or FAULT_DATA.
 * Its name is the chunk's where that is named, else the one
 * given, else (NULL) its number. */
int entries_end_row(struct entries *entries, const char *name, size_t length,
	struct fault *fault) MUST_USE;

#endif
