/* changing - a model goes to a host that has the one before as what differs (--changes).
 *
 * The changes (stream/changes.h) are an object of their own: when a host has them, it is told
 * to make the model of them (FRAME_MAKE), and one that can't is sent all of it.  By default
 * a host is sent them only where that saves more time than it takes to apply them, and they
 * are made only where that holds for some host with the time to make them as well: by the
 * speed of its wire as it was so far in this run. */
#ifndef DRIVER_CHANGING_H
#define DRIVER_CHANGING_H

#include "base/fault.h"
#include "driver/dispatch.h"

#include <stdbool.h>
#include <stdint.h>

/* What changes cost and spare, of a byte of a model: seconds to make and apply them, and the
 * share of it that need not be sent. */
struct changing_price {
	double cost, saved;
};

/* Is a host better off with them?  seconds: that it waited for what it was sent until now;
 * sent: bytes, 0: nothing is known of its wire.  made: they are there, only applying counts.
 * Pure. */
bool changing_pays(const struct changing_price *price, double seconds, double sent, bool made);

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
