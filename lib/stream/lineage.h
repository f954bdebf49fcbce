/* lineage - what was done to a corpus after its words were counted.
 *
 * A corpus that came straight from text, weighted or not, has no recipe.  What shuffles it,
 * splits it or leaves something out says so, so that nobody takes it for that:
 *     corpus STEP; STEP; ...
 * A STEP is a name and words key=value: shuffle seed=N, split test=F [swap=1], weight (where it
 * was weighted then, and not at once), and select, remap, import, shard, part (of a text, with
 * all of its terms), reference (weighted by another corpus), of which more is not told. */
#ifndef STREAM_LINEAGE_H
#define STREAM_LINEAGE_H

#include "stream/header.h"

#include <stdbool.h>

/* One more step; one that was the last already changes nothing.  Where a recipe has no room for
 * it, it becomes "corpus unknown". */
void lineage_add(struct header *header, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Is that its one step? */
bool lineage_is(const struct header *header, const char *step);

/* The next step at or after *at, which begins at header->recipe, and its length; NULL: none. */
const char *lineage_next(const char **at, size_t *length);

#endif
