/* offering - inputs on a file system that hosts share (--shared), read where they are.
 *
 * Instead of sending it the driver tells a host where the object is.  A host that sees the
 * same file there reads it in place (agent/inplace.h); another is sent it, or refused. */
#ifndef DRIVER_OFFERING_H
#define DRIVER_OFFERING_H

#include "base/fault.h"
#include "driver/dispatch.h"

#include <limits.h>
#include <stdbool.h>

/* The folders given, joined by ':', without links.  FAULT_NO_INPUT: one is not there. */
int offering_folders(const char *given, struct bytes *folders, struct fault *fault) MUST_USE;

/* Is the file in one of them?  Its path there. */
bool offering_place(const char *folders, const char *file, char path[PATH_MAX]);

/* Tells the host of the slot where the object is; *offered: it may be there. */
int offering_send(struct driver *driver, struct slot *slot, const struct object *object,
	bool *offered, struct fault *fault) MUST_USE;

/* FRAME_KEPT says that the host has taken what was offered, or (taken false) that it isn't
 * there: why, where it never was offered or the host is refused for it. */
int offering_answered(struct driver *driver, struct slot *slot, const struct object *object,
	bool taken, struct fault *why) MUST_USE;

#endif
