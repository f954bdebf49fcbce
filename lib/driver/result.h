/* result - is a stream that came back whole, to its last byte? */
#ifndef DRIVER_RESULT_H
#define DRIVER_RESULT_H

#include "base/digest.h"
#include "base/fault.h"

/* Reads a matrix stream through: heads, checksums, digests, totals, end
 * mark.  digest becomes that of its content. */
int result_read(const char *path, struct digest *digest, struct fault *fault) MUST_USE;

#endif
