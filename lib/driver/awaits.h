/* awaits - hosts that have tasks which they alone may run, and since when they don't work. */
#ifndef DRIVER_AWAITS_H
#define DRIVER_AWAITS_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct awaited {
	uint32_t host;
	size_t tasks;       /* of them left */
	double idle_since;  /* since when it doesn't work */
};

struct awaits { /* zeroed: none */
	struct awaited *host;
	size_t hosts, room;
};

void awaits_release(struct awaits *awaits);

/* One more task of the host; one less. */
int awaits_more(struct awaits *awaits, uint32_t host, double now, struct fault *fault) MUST_USE;
void awaits_less(struct awaits *awaits, uint32_t host);

#endif
