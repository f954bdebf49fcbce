/* parallel - threads in two shapes: a loop, and an ordered pipeline.
 *
 * What either computes must not depend on the number of threads: a step of
 * the loop writes only what belongs to its index, and the pipeline's ends
 * run one at a time, in order. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "base/fault.h"

#include <stddef.h>

/* The cores this process may use (its affinity), at least 1. */
int parallel_cores(void);

/* Calls step(context, index, thread) for each index in [0, count), on
 * threads threads (thread in [0, threads) picks scratch space).  Of several
 * failures the one with the lowest index is told. */
int parallel_for(int threads, size_t count,
	int (*step)(void *context, size_t index, int thread, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* A row of items flows through three stages:
 *   read   fills an item: 1, or 0 at the end; one at a time, in order
 *   work   does the heavy part; any number at a time, any order
 *   write  takes the result; one at a time, in the order of reading
 * items are the caller's: count of them, item_size bytes apart, each with
 * its own scratch space, used again and again.  For n threads give 2 n items
 * (1 for 1 thread).  write may be NULL.  The first failure in the order of
 * reading is told, whatever the threads; items read later are dropped. */
struct pipeline {
	int threads;
	void *context;
	void *items;
	size_t count, item_size;
	int (*read)(void *context, void *item, struct fault *fault);
	int (*work)(void *context, void *item, struct fault *fault);
	int (*write)(void *context, void *item, struct fault *fault);
};

int pipeline_run(const struct pipeline *pipeline, struct fault *fault) MUST_USE;

/* How many items a pipeline of so many threads wants. */
static inline size_t pipeline_items(int threads)
{
	return threads > 1 ? 2 * (size_t)threads : 1;
}

#endif
