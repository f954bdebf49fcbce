/* agent - the far end of a wire: `dist-run --serve`.
 *
 * Says who it is, keeps objects in the store, runs one task at a time while
 * the objects of the next ones come in, and streams back what it writes.
 * It never outlives its driver by more than seconds, and its filters never
 * outlive it. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

#include "base/fault.h"

#include <stdbool.h>

/* Tasks that may wait here, the running one counted. */
#define AGENT_QUEUE 4

/* Serves on standard input and output until the driver leaves; restricted:
 * runs topictools' filters only, whatever the driver wants. */
int agent_serve(const char *version, bool restricted, struct fault *fault) MUST_USE;

#endif
