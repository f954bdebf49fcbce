/* resort - a text of places in any order, to rows in theirs: all entries are parsed side by
 * side and sorted (tripleruns.h), then given out row by row. */
#ifndef FORMAT_RESORT_H
#define FORMAT_RESORT_H

#include "base/fault.h"
#include "format/chunks.h"
#include "format/entries.h"
#include "format/tripleruns.h"

#include <stdint.h>

struct resort {
	struct chunks *chunks;   /* opened, anyhow; borrowed */
	struct entries like;     /* what is wanted of values, and whether they are summed */
	int threads;
	struct tripleruns runs;  /* zeroed, run_most apart */

	/* set by resort_read: */
	uint64_t lines;          /* of the text, also where a line is bad */
	uint64_t entries, zeros; /* of the text */
	const struct triple *next; /* of those to give out */
	uint64_t row;            /* rows given out */
};

int resort_read(struct resort *resort, struct fault *fault) MUST_USE;

/* Some rows more, and their names: 1, or 0 behind the last. */
int resort_rows(struct resort *resort, struct foreign_chunk *chunk, struct entries *entries,
	struct fault *fault) MUST_USE;
void resort_release(struct resort *resort); /* accepts zeroed */

#endif
