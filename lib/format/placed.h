/* placed - entries of a Matrix Market or UCI text whose lines come in any order: each with its
 * row; and those that the text leaves to be inferred (symmetric), or whose place it does not
 * write (array). */
#ifndef FORMAT_PLACED_H
#define FORMAT_PLACED_H

#include "base/fault.h"
#include "format/entries.h"
#include "format/foreign.h"
#include "format/tripleruns.h"

#include <stddef.h>
#include <stdint.h>

/* A zeroed struct holds none. */
struct placed {
	struct entries entries; /* one row of all entries; entries_begin begins it */
	uint64_t *row;          /* size entries.count: from 0 */
	size_t room;
};

void placed_release(struct placed *placed);

/* As cut and parse of struct foreign_format.  placed_cut: any lines; *end is the number of
 * lines that are not blank. */
size_t placed_cut(const char *text, size_t size, bool last, uint64_t before, uint64_t *end);
int placed_parse(const struct foreign_chunk *chunk, const struct foreign_head *head,
	struct placed *placed, struct fault *fault) MUST_USE;

/* To runs, with those of the other triangle where the head says so. */
int placed_put(const struct placed *placed, const struct foreign_head *head,
	struct tripleruns *runs, struct fault *fault) MUST_USE;

#endif
