/* workline - what a line of the journal begins with, and the parts that a sum has. */
#ifndef DRIVER_WORKLINE_H
#define DRIVER_WORKLINE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/sha256.h"

#include <stdint.h>

/* A task that a combined result stands for, or an earlier combined result that is in it, with
 * all that stands for. */
struct work_part {
	struct sha256 name, digest;
	uint64_t size;
};

/* The fields that all lines have: appended to the line. */
int workline_begin(struct bytes *line, const char *kind, const struct work_part *what,
	double seconds, const char *host, struct fault *fault) MUST_USE;

/* A task, or an earlier sum, that is in a sum. */
int workline_part(struct bytes *line, const struct work_part *part, struct fault *fault) MUST_USE;

#endif
