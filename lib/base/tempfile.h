/* tempfile - runs of bytes in a file without a name, in TMPDIR (else /tmp):
 * scratch space on disk that no crash can leave behind. */
#ifndef BASE_TEMPFILE_H
#define BASE_TEMPFILE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tempfile { /* zeroed: no file yet */
	bool open;
	int descriptor;
	uint64_t size; /* bytes taken */
};

/* Makes the file where there is none. */
int tempfile_open(struct tempfile *file, struct fault *fault) MUST_USE;
void tempfile_release(struct tempfile *file); /* accepts zeroed */

/* Takes size bytes at the end of the file, which is made where there is none: they
 * begin at *offset. */
int tempfile_take(struct tempfile *file, uint64_t size, uint64_t *offset,
	struct fault *fault) MUST_USE;

/* Write and read all of it, threads side by side; FAULT_IO where less is there. */
int tempfile_write(const struct tempfile *file, uint64_t offset, const void *data, size_t size,
	struct fault *fault) MUST_USE;
int tempfile_read(const struct tempfile *file, uint64_t offset, void *data, size_t size,
	struct fault *fault) MUST_USE;

/* Takes size bytes and writes them. */
int tempfile_append(struct tempfile *file, const void *data, size_t size, uint64_t *offset,
	struct fault *fault) MUST_USE;

/* Sets errnum's fault, with "a temporary file in FOLDER (TMPDIR)" before it.
 * Returns -1. */
int tempfile_at(int errnum, struct fault *fault);

#endif
