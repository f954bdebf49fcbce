/* lineage - what was done to a corpus after its words were counted.
 *
 * What shuffles a corpus, splits it or leaves something out says so, so that nobody takes it
 * for one that came straight from text:
 *     corpus STEP; STEP; ...
 * A STEP is a name and words: words (how the vocabulary's terms were selected, text/pruned.h),
 * shuffle seed=N, split test=F [swap=1], weight (where it was weighted then, and not at once),
 * and select, remap, import, shard, part (of a text, with all of its terms), reference
 * (weighted by another corpus), of which more is not told. */
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

/* How the terms of a vocabulary were selected, as the first step, where there is none. */
void lineage_words(struct header *header, const char *pruning);
/* The same back, "" where it is not said; room: of text. */
void lineage_pruning(const struct header *header, char *text, size_t room);

/* True where something was done after its words were counted. */
bool lineage_has_steps(const struct header *header);

/* The next step at or after *at, which begins at header->recipe, and its length; NULL: none. */
const char *lineage_next(const char **at, size_t *length);

#endif
