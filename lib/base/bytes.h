/* bytes - a byte array that grows.
 *
 * A zeroed struct is an empty array.  data is not zero-terminated, except
 * after bytes_terminate. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/fault.h"

#include <stddef.h>

struct bytes {
	char *data;
	size_t size; /* bytes in use */
	size_t room; /* bytes allocated */
};

void bytes_release(struct bytes *bytes);

/* Room for more bytes behind the ones in use; size stays. */
int bytes_reserve(struct bytes *bytes, size_t more, struct fault *fault) MUST_USE;

int bytes_append(struct bytes *bytes, const void *data, size_t size,
	struct fault *fault) MUST_USE;
int bytes_printf(struct bytes *bytes, struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 3, 4))) MUST_USE;

/* Puts a zero behind the bytes in use, without counting it. */
int bytes_terminate(struct bytes *bytes, struct fault *fault) MUST_USE;

#endif
