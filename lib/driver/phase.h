/* phase - tasks that don't depend on each other, from the journal or from hosts. */
#ifndef DRIVER_PHASE_H
#define DRIVER_PHASE_H

#include "base/fault.h"
#include "driver/dispatch.h"
#include "driver/task.h"

/* Where words would lead: the result, if the journal has it. */
bool phase_knows(const struct driver *driver, const struct commandline *words,
	struct object *result);

/* Names the tasks, and sets the results that the journal has: their digests are known, be
 * the files there or not. */
int phase_recall(struct driver *driver, struct tasks *tasks, struct fault *fault) MUST_USE;

/* Has those done whose results are not there.  what: for the progress line. */
int phase_run(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault) MUST_USE;

#endif
