/* blockfile - the blocks of a stream as they stand in its file, by the heads of their members
 * alone: nothing is inflated, and what they mean is not looked at. */
#ifndef STREAM_BLOCKFILE_H
#define STREAM_BLOCKFILE_H

#include "base/fault.h"
#include "stream/pack.h"

#include <sys/types.h>

struct blockfile {
	int descriptor; /* borrowed */
	off_t at;
	struct packed block; /* the last that was read */
};

void blockfile_release(struct blockfile *file);

/* The next block: 1; 0 at the end of the file; -1: FAULT_DATA where that is no member, or cut. */
int blockfile_next(struct blockfile *file, struct fault *fault) MUST_USE;

#endif
