/* sending - objects that a host lacks, to one of its slots. */
#ifndef DRIVER_SENDING_H
#define DRIVER_SENDING_H

#include "agent/wire.h"
#include "base/fault.h"
#include "driver/dispatch.h"

/* FRAME_NEED: which objects of an attempt's task the agent lacks.  why: what
 * it asks for makes no sense. */
int sending_need(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault) MUST_USE;

/* FRAME_KEPT: an object came, whole or not (why). */
int sending_kept(struct driver *driver, struct slot *slot, struct fields *fields,
	struct fault *why, struct fault *fault) MUST_USE;

/* Fills the buffer of what goes to the slot. */
int sending_fill(struct driver *driver, struct slot *slot, struct fault *fault) MUST_USE;

#endif
