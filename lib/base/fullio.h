/* fullio - complete reads and writes: EINTR, EAGAIN and short counts are
 * handled only here. */
#ifndef BASE_FULLIO_H
#define BASE_FULLIO_H

#include "base/fault.h"

#include <stddef.h>

/* Reads what is available, at most size bytes; *got is 0 at the end of the file
 * only. */
int fullio_read_some(int descriptor, void *data, size_t size, size_t *got,
	struct fault *fault) MUST_USE;

/* Reads size bytes, fewer only at the end of file; *got is their number. */
int fullio_read(int descriptor, void *data, size_t size, size_t *got,
	struct fault *fault) MUST_USE;
int fullio_write(int descriptor, const void *data, size_t size,
	struct fault *fault) MUST_USE;

/* Returns when the file or folder is on the disk. */
int fullio_sync(const char *path, struct fault *fault) MUST_USE;

#endif
