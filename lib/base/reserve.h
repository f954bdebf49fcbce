/* reserve - memory that grows in place: address space is reserved in advance and
 * takes no memory until it is written to.
 *
 * A zeroed struct is empty. */
#ifndef BASE_RESERVE_H
#define BASE_RESERVE_H

#include "base/fault.h"

#include <stddef.h>

struct reserve {
	void *memory;  /* aligned to a huge page; owned */
	size_t bytes;  /* in use */
	size_t room;   /* reserved */
};

/* At least this many bytes, of which those that were never in use are 0; keeps the
 * content.  Moves only where it outgrows the reserved space. */
int reserve_grow(struct reserve *reserve, size_t bytes, struct fault *fault) MUST_USE;
void reserve_release(struct reserve *reserve); /* idempotent; accepts zeroed */

#endif
