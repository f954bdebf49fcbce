/* changing - a model goes to a host that has the one before as what differs (--changes).
 *
 * The changes (stream/changes.h) are an object of their own: when a host has them, it is told
 * to make the model of them (FRAME_MAKE), and one that can't is sent all of it.  By default
 * they are made only where sending takes longer than making them and applying them: by the
 * speed of the wire as it was so far in this run. */
#ifndef DRIVER_CHANGING_H
#define DRIVER_CHANGING_H

#include "base/fault.h"
#include "driver/dispatch.h"

#include <stdbool.h>

void changing_release(struct changing *changing);

/* Makes the changes, where hosts may be sent them; where that fails there are none. */
void changing_make(struct driver *driver, const struct object *earlier,
	const struct object *later);

/* The host of the slot lacks the object: *changed where it is to be made there, of the changes:
 * those are put out (by the caller), unless they are there already. */
int changing_send(struct driver *driver, struct slot *slot, const struct object *object,
	bool *changed, struct fault *fault) MUST_USE;
bool changing_there(const struct driver *driver, const struct slot *slot);

/* An object came whole: where it is the changes, the model is to be made. */
int changing_came(struct driver *driver, struct slot *slot, const struct sha256 *digest,
	struct fault *fault) MUST_USE;

/* FRAME_KEPT: true where that object was to be made of changes. */
bool changing_answered(struct driver *driver, struct slot *slot, const struct sha256 *digest,
	bool taken);

#endif
