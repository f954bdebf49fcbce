/* bundles - shards put together to tasks: cut by the data alone.
 *
 * A task's result goes with the columns, so a task should have many times as many
 * nonzeros: NONZEROS_A_COLUMN for each, in one of a few numbers of tasks that have
 * many divisors, so that any few hosts share them evenly; or as many as given. */
#ifndef JOB_BUNDLES_H
#define JOB_BUNDLES_H

#include "base/bytes.h"
#include "base/fault.h"
#include "job/shards.h"

#include <stddef.h>
#include <stdint.h>

#define NONZEROS_A_COLUMN 128

/* How many; task_nonzeros 0: not given. */
size_t bundles_count(uint64_t task_nonzeros, const struct shards *shards);

/* The first shard of bundle i, of a number of shards; that of i+1 is its end. */
size_t bundles_start(size_t shards, size_t bundles, size_t i);

/* The same as lines for a shell, which has $v columns and $z nonzeros, and shards in
 * $w/shard-*: folders $w/LIST-* with links to them. */
int bundles_print(uint64_t task_nonzeros, const char *list, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
