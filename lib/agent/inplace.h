/* inplace - files of a file system that hosts share, read where they are.
 *
 * A driver may say at which path it has an object.  Where the agent sees a file of that
 * size and digest there, filters read it, and nothing is sent.  Such a file counts as the
 * object for as long as it is the one that was compared: its inode, size and times are
 * looked at again when a task begins and when it has ended, and once they differ it is
 * given up for good.  A file that was changed in the last seconds is compared some seconds
 * later, as its next change might have the same time. */
#ifndef AGENT_INPLACE_H
#define AGENT_INPLACE_H

#include "base/fault.h"
#include "base/sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPLACE_SETTLED 2 /* seconds after which a change has another time */

struct inplace_file;

struct inplace { /* zeroed: none */
	struct inplace_file *file; /* size count */
	size_t count, room;
	int64_t settled; /* changes until then, by the file system's clock, are old enough */
};

void inplace_release(struct inplace *inplace);

/* Compares the file with size and digest and takes it.  known: with size alone, for the driver
 * has just made it, here, and removes it when it needs it no more.  FAULT_DATA: it is another
 * one, or was given up before; FAULT_NO_INPUT: it can't be read. */
int inplace_add(struct inplace *inplace, const char *path, uint64_t size,
	const struct sha256 *digest, bool known, struct fault *fault) MUST_USE;

/* Where the object is read in place; NULL: it isn't. */
const char *inplace_path(const struct inplace *inplace, const struct sha256 *digest);

/* Opens it; -1: it isn't there, or has changed. */
int inplace_hold(struct inplace *inplace, const struct sha256 *digest);

/* Is what was opened so still what was compared, under its name?  *is: it was opened so. */
bool inplace_has(struct inplace *inplace, const struct sha256 *digest, int descriptor, bool *is);

#endif
