/* result - is a stream that came back whole, to its last byte, and what was asked for? */
#ifndef DRIVER_RESULT_H
#define DRIVER_RESULT_H

#include "base/digest.h"
#include "base/fault.h"
#include "driver/task.h"

/* Reads a matrix stream through: heads, checksums, digests, totals, end mark, and the rows and
 * values of all but sums on a grid (i64, steps), which the merge checks (culprit.h).  digest
 * becomes that of its content.  yield: what it can be, NULL: anything; before more is
 * inflated than that, the heads of the members tell.  FAULT_DATA says which of both a
 * result is not. */
int result_read(const char *path, const struct task_yield *yield, struct digest *digest,
	struct fault *fault) MUST_USE;

/* Does it begin as a matrix stream? */
bool result_is_stream(const char *path);

/* Text: so many lines, each a number that is finite and not negative. */
int result_numbers(const char *path, uint64_t numbers, struct fault *fault) MUST_USE;

/* Whether two streams have the same content, other deflate engines or not. */
bool result_same(const char *path, const char *other);

#endif
