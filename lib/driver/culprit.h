/* culprit - finds the results that a merge refuses, and the hosts that sent them.
 *
 * A result that arrives is read through (result.h), but what its values must be only the
 * filter knows that merges them.  Where a merge fails by its data, that filter is given the
 * results by halves, and by halves of those that it refuses, down to single ones. */
#ifndef DRIVER_CULPRIT_H
#define DRIVER_CULPRIT_H

#include "base/fault.h"
#include "driver/dispatch.h"

#include <stddef.h>
#include <stdint.h>

/* What a merge was made of: the results of tasks and sums of the phase. */
struct culprit_parts {
	const uint32_t *member; /* size members: tasks, whose sum counts where they have one */
	size_t members;
};

/* A merge of these has failed; why (borrowed) says how.  Results that tasks.judge refuses alone
 * are removed and to be made again, and the hosts that sent them are put out: 1.  0: it was
 * something else, or there is none to blame.  why is added to where the results are of this
 * machine's own. */
int culprit_find(struct driver *driver, struct tasks *tasks, const struct culprit_parts *parts,
	struct fault *why, struct fault *fault) MUST_USE;

#endif
