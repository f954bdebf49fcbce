/* ranks - the processes of an MPI job, and what they tell each other.
 *
 * The only file that knows MPI; without one at build time every begin fails.  All calls are
 * collective: every rank makes them in the same order.  Sums are of whole numbers, so they
 * do not depend on the number of ranks or on who adds first.
 *
 *     ranks_begin;  work;  ranks_agree after what can fail on one rank alone;
 *     ranks_end
 *
 * After a failure that all ranks know (ranks_agree, and whatever returns -1 here), ranks_end
 * ends the job in order. */
#ifndef RANKS_RANKS_H
#define RANKS_RANKS_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct ranks {
	int self, count; /* this rank, from 0; how many there are */
};

/* Starts MPI.  expected: how many ranks there must be, 0: what the launcher says in the
 * environment.  FAULT_HOST: no MPI at build time, or alone where there should be more,
 * as a program of one MPI is under the launcher of another; FAULT_DATA: ranks of different
 * versions. */
int ranks_begin(struct ranks *ranks, const char *version, uint64_t expected,
	struct fault *fault) MUST_USE;

/* Leaves MPI.  Some MPIs may never return from that: half a minute later the process ends
 * with this status. */
void ranks_end(int status);

/* -1 on every rank where failed is set on any: all have the fault of the first one,
 * which it names. */
int ranks_agree(const struct ranks *ranks, int failed, struct fault *fault) MUST_USE;

/* Every rank gets the sums of all, in place, in blocks: a rank adds a part of each block,
 * and gives it to all.  Where the sums of a block fit in 32 bits it is sent so.
 * FAULT_DATA where a sum may leave 64 bits. */
int ranks_sum(const struct ranks *ranks, int64_t *numbers, size_t count,
	struct fault *fault) MUST_USE;

/* Every rank gets the bytes of rank 0. */
int ranks_spread(const struct ranks *ranks, void *data, size_t size, struct fault *fault) MUST_USE;

/* Words for each rank, one after the other, counts (size ranks->count) of them; *got is
 * what came, *got_counts by whom, both to be freed. */
int ranks_exchange(const struct ranks *ranks, const uint64_t *words, const uint32_t *counts,
	uint64_t **got, uint32_t **got_counts, struct fault *fault) MUST_USE;

/* Every rank gets the words of all, in the order of ranks; *all is to be freed. */
int ranks_gather(const struct ranks *ranks, const uint64_t *words, uint32_t count,
	uint64_t **all, size_t *total, struct fault *fault) MUST_USE;

/* "Open MPI 4.1.4", or "none". */
const char *ranks_library(void);

#endif
