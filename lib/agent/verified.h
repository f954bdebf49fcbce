/* verified - files that were read and had the digest of their name, and what they looked
 * like then, so that a file that stays as it is is read through once.
 *
 * A file is known again by its device, number, size and time of change.  That time is set
 * to the nanosecond when the file is verified; a write sets it to the kernel's last tick,
 * which is another, so that even a write at once is seen.  Where a file system does not
 * keep nanoseconds nothing is remembered. */
#ifndef AGENT_VERIFIED_H
#define AGENT_VERIFIED_H

#include "base/hashindex.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stddef.h>

struct verified_file;

struct verified { /* zeroed: none */
	struct verified_file *file; /* size count */
	size_t count, room;
	struct hashindex index; /* of their digests */
};

void verified_release(struct verified *verified);

/* Is this the file that was verified, unchanged? */
bool verified_has(const struct verified *verified, const struct sha256 *digest, int descriptor);

/* It was read and has this digest.  Marks it as used now, where it was not in the last
 * minute. */
void verified_add(struct verified *verified, const struct sha256 *digest, int descriptor);

#endif
