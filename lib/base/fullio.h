/* fullio - reads and writes that finish: EINTR, EAGAIN and short counts are
 * dealt with here and nowhere else. */
#ifndef BASE_FULLIO_H
#define BASE_FULLIO_H

#include "base/fault.h"

#include <stddef.h>

/* Opens for reading; NULL and "-" are standard input.  A folder, a missing
 * file, a closed standard input: FAULT_NO_INPUT, with the name in the text.
 * Returns the descriptor, or -1. */
int input_open(const char *path, struct fault *fault) MUST_USE;
void input_close(int descriptor); /* leaves standard input open */
const char *input_name(const char *path); /* as messages have it */

/* Reads what is there, at most size bytes; *got is 0 at the end of the file
 * only. */
int read_some(int descriptor, void *data, size_t size, size_t *got,
	struct fault *fault) MUST_USE;

/* Reads size bytes, fewer only at the end of file: *got tells. */
int read_full(int descriptor, void *data, size_t size, size_t *got,
	struct fault *fault) MUST_USE;
int write_full(int descriptor, const void *data, size_t size,
	struct fault *fault) MUST_USE;

#endif
