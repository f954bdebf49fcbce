/* confined - the files that a filter may name when another user gives its arguments.
 *
 * An agent that runs a filter for a driver sets the environment variable to the
 * folders that it may read.  The parser of options then refuses every path that is
 * in none of them, and every option by which something is written. */
#ifndef BASE_CONFINED_H
#define BASE_CONFINED_H

#include "base/fault.h"

#include <stdbool.h>

#define CONFINED_VARIABLE "TOPICTOOLS_CONFINED" /* absolute folders, joined by ':' */

/* Is the variable set? */
bool confined(void);

/* Is the path, which has no ".." then, in one of the folders, joined by ':'?  NULL: none. */
bool confined_within(const char *folders, const char *path);

/* FAULT_DENIED where the path is in none of the folders: what is its name in the
 * message, "--vocab" or "an operand". */
int confined_check(const char *what, const char *path, struct fault *fault) MUST_USE;

/* FAULT_DENIED: this option is not permitted. */
int confined_refuse(const char *option, struct fault *fault) MUST_USE;

#endif
