/* holdings - what a host's store has, or is being sent. */
#ifndef DRIVER_HOLDINGS_H
#define DRIVER_HOLDINGS_H

#include "base/digest.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct peer;

struct holding {
	struct digest digest;
	const struct peer *by; /* who sends it; NULL: it is there */
	bool set, gone;
};

struct holdings { /* a hash table; zeroed: empty */
	struct holding *holding;
	size_t count, room;
};

void holdings_release(struct holdings *holdings);

/* NULL where it is not there and not on its way. */
struct holding *holdings_find(const struct holdings *holdings, const struct digest *digest);
int holdings_add(struct holdings *holdings, const struct digest *digest,
	const struct peer *by, struct fault *fault) MUST_USE;

/* Forgets what a sender that is gone had on its way. */
void holdings_forget(struct holdings *holdings, const struct peer *by);

#endif
