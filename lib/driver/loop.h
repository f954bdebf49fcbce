/* loop - one loop over all links: sends, waits, takes what came, keeps time. */
#ifndef DRIVER_LOOP_H
#define DRIVER_LOOP_H

#include "base/fault.h"
#include "driver/dispatch.h"

/* HUP: the list of hosts is read again.  INT, TERM: the job stops in order. */
void loop_catch_signals(void);

/* One turn; waits for at most that many milliseconds.  -1: something of ours
 * failed, or the job stops. */
int loop_turn(struct driver *driver, int milliseconds, struct fault *fault) MUST_USE;

/* Ends all slots; their links have a second to end by themselves. */
void loop_end(struct driver *driver);

#endif
