/* dial - a TCP connection that detects the loss of the other side. */
#ifndef TRANSPORT_DIAL_H
#define TRANSPORT_DIAL_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

/* Connects to one of the host's addresses.  The socket is non-blocking,
 * closed on exec, without delay, and fails (ETIMEDOUT) when what was sent
 * is not acknowledged for half a minute.  Returns it, or -1: FAULT_HOST, and
 * *final where trying again makes no sense.  Looking up a name may wait past
 * the deadline. */
int dial(const char *address, unsigned port, int cancel, int64_t deadline, bool *final,
	struct fault *fault) MUST_USE;

#endif
