/* shares - which shards are a rank's own: by size, each to the rank that has least so far. */
#ifndef RANKS_SHARES_H
#define RANKS_SHARES_H

#include "base/fault.h"
#include "ranks/ranks.h"

#include <stddef.h>

struct shares { /* zeroed: none */
	const char **path; /* this rank's, in the order of all; borrowed strings, owned array */
	size_t *place;     /* of each in the list of all */
	size_t count;      /* may be 0 */
	size_t idle;       /* ranks that have none */
};

/* Rank 0 decides, and all follow.  FAULT_NO_INPUT: a file that is not there; FAULT_DATA:
 * other files than rank 0 was given; FAULT_USAGE: none, or no regular file. */
int shares_take(struct shares *shares, const struct ranks *ranks, const char *const *path,
	size_t count, struct fault *fault) MUST_USE;
void shares_release(struct shares *shares);

#endif
