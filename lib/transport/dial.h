/* dial - a TCP connection that detects the loss of the other side. */
#ifndef TRANSPORT_DIAL_H
#define TRANSPORT_DIAL_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds of a clock that only goes forward. */
int64_t dial_clock(void);

/* Waits until the descriptor has one of the events, cancel becomes readable
 * or the clock passes deadline.  descriptor -1: only for the others.
 * 1: the descriptor; 0: the deadline; -1: cancel. */
int dial_await(int descriptor, short events, int cancel, int64_t deadline);

/* Connects to one of the host's addresses.  The socket is non-blocking,
 * closed on exec, without delay, and fails (ETIMEDOUT) when what was sent
 * is not acknowledged for half a minute.  Returns it, or -1: FAULT_HOST, and
 * *final where trying again makes no sense.  Looking up a name may wait past
 * the deadline. */
int dial(const char *address, unsigned port, int cancel, int64_t deadline, bool *final,
	struct fault *fault) MUST_USE;

#endif
