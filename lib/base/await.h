/* await - waiting for a descriptor, for so long and no longer. */
#ifndef BASE_AWAIT_H
#define BASE_AWAIT_H

#include <stdint.h>

/* Milliseconds of a clock that only goes forward. */
int64_t await_clock(void);

/* Waits until the descriptor has one of the events, cancel becomes readable
 * or the clock passes deadline.  descriptor -1: only for the others; cancel -1: none.
 * 1: the descriptor; 0: the deadline; -1: cancel. */
int await_ready(int descriptor, short events, int cancel, int64_t deadline);

#endif
