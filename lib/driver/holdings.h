/* holdings - what a host's store has, or is being sent. */
#ifndef DRIVER_HOLDINGS_H
#define DRIVER_HOLDINGS_H

#include "base/sha256.h"
#include "base/fault.h"
#include "base/hashindex.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOLDING_THERE UINT32_MAX

struct holding {
	struct sha256 digest;
	uint32_t by; /* the host's slot that it is sent to; HOLDING_THERE: it is there */
	bool gone;
	bool offered; /* it was asked to read it in place, and has not answered */
	bool refused; /* it can't: it sees another file there */
	bool made;    /* it is to be made there, of changes */
};

struct holdings { /* zeroed: empty */
	struct holding *holding; /* size count */
	size_t count, room;
	struct hashindex index; /* of them by digest */
};

void holdings_release(struct holdings *holdings);

/* NULL where it is not there and not on its way. */
struct holding *holdings_find(const struct holdings *holdings, const struct sha256 *digest);
int holdings_add(struct holdings *holdings, const struct sha256 *digest,
	uint32_t by, struct fault *fault) MUST_USE;

/* Whether it was refused, there or not. */
bool holdings_refused(const struct holdings *holdings, const struct sha256 *digest);

/* Forgets objects that were being sent to a slot that was lost, one at a time: false
 * where there is no more at or after place *at, which begins at 0. */
bool holdings_forget(struct holdings *holdings, uint32_t by, size_t *at,
	struct sha256 *digest);

#endif
