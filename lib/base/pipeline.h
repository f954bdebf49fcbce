/* pipeline - threads in an ordered pipeline: read, work, write.
 *
 * What it computes must not depend on the number of threads: its ends run one at
 * a time, in order. */
#ifndef BASE_PIPELINE_H
#define BASE_PIPELINE_H

#include "base/fault.h"

#include <stddef.h>

/* A row of items flows through three stages:
 *   read   fills an item: 1, or 0 at the end; one at a time, in order
 *   work   does the heavy part; any number at a time, any order
 *   write  takes the result; one at a time, in the order of reading
 * items are the caller's: count of them, item_size bytes apart, used again and
 * again.  For n threads give 2 n items (1 for 1 thread), or 3 n where reading takes about
 * as long as work.  Scratch space that work needs only while it runs belongs to its
 * thread, in [0, threads).  write may be NULL: an item is then free once it was worked.  The
 * first failure in the order of reading is told, whatever the threads; items read
 * later are dropped. */
struct pipeline {
	int threads;
	void *context;
	void *items;
	size_t count, item_size;
	int (*read)(void *context, void *item, struct fault *fault);
	int (*work)(void *context, void *item, int thread, struct fault *fault);
	int (*write)(void *context, void *item, struct fault *fault);
};

int pipeline_run(const struct pipeline *pipeline, struct fault *fault) MUST_USE;

/* How many items a pipeline of that many threads needs. */
static inline size_t pipeline_items(int threads)
{
	return threads > 1 ? 2 * (size_t)threads : 1;
}

#endif
