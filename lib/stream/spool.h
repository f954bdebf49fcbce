/* spool - spilled blocks, until the header that goes before them is known.
 *
 * An import knows its columns' frequencies only at the end, and a stream
 * begins with them: blocks are kept in a temporary file without a name (in
 * TMPDIR, else /tmp), and are then written to the sink. */
#ifndef STREAM_SPOOL_H
#define STREAM_SPOOL_H

#include "base/fault.h"
#include "base/tempfile.h"
#include "stream/pack.h"
#include "stream/sink.h"
#include "stream/source.h"

#include <stdint.h>

struct spool {
	struct tempfile file;
	uint64_t blocks, taken;
	uint64_t at; /* of the file: the next block */
	struct bytes buffer;
	const char **paths; /* size path_count: where blocks came from; the names borrowed */
	size_t path_count, path_room;
};

int spool_open(struct spool *spool, struct fault *fault) MUST_USE;
/* The block, its digests, and its place for messages. */
int spool_put(struct spool *spool, const struct packed *block, struct fault *fault) MUST_USE;

/* Opens one, for all blocks that the source has, and goes back to the first. */
int spool_fill(struct spool *spool, struct source *source, struct fault *fault) MUST_USE;

/* Goes back to the first block; then spool_next gives one after the other:
 * 1, or 0 after the last. */
void spool_rewind(struct spool *spool);
int spool_next(struct spool *spool, struct packed *block, struct fault *fault) MUST_USE;

/* All blocks, in the order they were put, to a sink that has begun. */
int spool_pour(struct spool *spool, struct sink *sink, struct fault *fault) MUST_USE;
void spool_release(struct spool *spool); /* accepts zeroed */

#endif
