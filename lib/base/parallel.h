/* parallel - a loop over threads.
 *
 * What it computes must not depend on the number of threads: a step writes only
 * what belongs to its index.  pipeline.h is for streams of items. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "base/fault.h"

#include <stddef.h>

/* The cores this process may use (its affinity), at least 1. */
int parallel_cores(void);

/* Calls step(context, index, thread) for each index in [0, count), on
 * threads threads (thread in [0, threads) picks scratch space), those of a team
 * (team.h) where there is one.  Of several failures the one with the lowest index is reported. */
int parallel_for(int threads, size_t count,
	int (*step)(void *context, size_t index, int thread, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

#endif
