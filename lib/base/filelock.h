/* filelock - a lock on an open file that ends with the process that holds it.
 *
 * flock(2) where the file system has it, else fcntl(2)'s lock on the open file
 * description, which behaves alike.  All processes that use the same file get
 * the same kind, for the file system decides. */
#ifndef BASE_FILELOCK_H
#define BASE_FILELOCK_H

#include <stdbool.h>

enum filelock {
	FILELOCK_TAKEN,
	FILELOCK_BUSY, /* another process holds one that excludes it */
	FILELOCK_NONE  /* the file system has no locks */
};

/* Takes a shared or an exclusive lock, or changes from one to the other.  Never
 * waits.  An exclusive lock needs a descriptor that can be written, where a network
 * file system keeps the lock. */
enum filelock filelock_take(int descriptor, bool exclusive);

#endif
