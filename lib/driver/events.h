/* events - frames from slots, as events for the schedule. */
#ifndef DRIVER_EVENTS_H
#define DRIVER_EVENTS_H

#include "base/fault.h"
#include "driver/dispatch.h"

/* Takes the frames that have come from a slot, and carries out what follows. */
int events_read(struct driver *driver, struct slot *slot, struct fault *fault) MUST_USE;

/* The slot's own time: beats, silence, the end of its end. */
int events_keep_time(struct driver *driver, struct slot *slot, double now,
	struct fault *fault) MUST_USE;

#endif
