/* rowgoal - rows of counts to the blocks of a corpus: as counts or as weights, in one stream or
 * in shards. */
#ifndef TEXT_ROWGOAL_H
#define TEXT_ROWGOAL_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/sharding.h"
#include "stream/sink.h"
#include "stream/vocabulary.h"
#include "text/weighting.h"

#include <stddef.h>

struct rowgoal {
	const struct header *header;
	struct weighting *weighting; /* prepared; NULL: as counts */
	struct sink *sink;           /* one stream; NULL: */
	struct sharding *sharding;   /* begun */
};

struct rowgoal_block {
	struct rows rows;
	struct packed packed;
};

/* The blocks of one piece of work.  A zeroed struct is an empty list; its memory is used again
 * after count = 0. */
struct rowgoal_blocks {
	struct rowgoal_block *block; /* size room, of which count are in use */
	size_t count, room;
};

/* The stream begins, where it is one, with this vocabulary. */
int rowgoal_begin(const struct rowgoal *goal, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* The rows, weighted where they are to be, become a block behind the others, and are cleared.
 * Re-entrant. */
int rowgoal_add(const struct rowgoal *goal, struct packer *packer, struct rows *rows,
	struct rowgoal_blocks *blocks, struct fault *fault) MUST_USE;

/* Writes the blocks. */
int rowgoal_put(const struct rowgoal *goal, const struct rowgoal_blocks *blocks,
	struct fault *fault) MUST_USE;
void rowgoal_release(struct rowgoal_blocks *blocks);

#endif
