/* scratch - a folder of its own for a filter that runs for another user.
 *
 * Below TMPDIR, for the account alone, with a mark and a lock: while the lock is held
 * somebody uses it.  Who comes later removes what has our mark and no lock. */
#ifndef AGENT_SCRATCH_H
#define AGENT_SCRATCH_H

#include "base/fault.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define SCRATCH_DEFAULT ((uint64_t)64 << 30)

struct scratch {
	char path[PATH_MAX]; /* "": none */
	int lock;            /* -1: none */
};

/* Where they are: TMPDIR, or /tmp. */
const char *scratch_place(void);

int scratch_make(struct scratch *scratch, struct fault *fault) MUST_USE;
/* With all that is in it; accepts one that was never made. */
void scratch_remove(struct scratch *scratch);
/* Lets go of it without removing it. */
void scratch_release(struct scratch *scratch);

/* Removes folders whose users were killed. */
void scratch_sweep(void);

/* Bytes in it, and in files without a name of any scratch folder of the account. */
uint64_t scratch_used(const struct scratch *scratch);
/* Is so little left of its disk that others would suffer? */
bool scratch_disk_full(const struct scratch *scratch);

#endif
