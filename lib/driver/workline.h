/* workline - what a line of the journal begins with, and the parts that a sum has. */
#ifndef DRIVER_WORKLINE_H
#define DRIVER_WORKLINE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "driver/work.h"

/* The fields that all lines have: appended to the line. */
int workline_begin(struct bytes *line, const char *kind, const struct work_part *what,
	double seconds, const char *host, struct fault *fault) MUST_USE;

/* A task, or an earlier sum, that is in a sum. */
int workline_part(struct bytes *line, const struct work_part *part, struct fault *fault) MUST_USE;

#endif
