/* audits - tasks of a phase that are done a second time, on another host, and compared.
 *
 * Once its first result was accepted, a task that is to be audited waits as others do, for
 * a slot of another host, and goes before them: at the end of a phase most hosts would
 * have nothing to do meanwhile.  Its second result ends in ORDER_DROP where it is the
 * same, else in ORDER_COMPARE. */
#ifndef DRIVER_AUDITS_H
#define DRIVER_AUDITS_H

#include "base/fault.h"
#include "driver/trials.h"

/* The share of a phase's tasks that may be audited where this share of its time may go for
 * it.  An audit takes the time of a task, and all slots may have to wait for it: so it is that
 * share over their number, unless each slot has so many tasks that one more is no matter. */
double audits_share(double time, size_t tasks, size_t slots);

/* The task's result was accepted: it waits for its audit, if it is to have one. */
int audits_add(struct trials *trials, uint32_t task, struct fault *fault) MUST_USE;

/* The task's second result is the same, or no host can make one. */
void audits_end(struct trials *trials, uint32_t task);

/* The attempt failed or was lost: an audit is given up then, so that no host that fails
 * repeatedly keeps a phase waiting. */
void audits_failed(struct trials *trials, const struct trial *trial);

/* Gives those that wait to slots; where no second host works by now they are given up. */
int audits_serve(struct trials *trials, double now, struct fault *fault) MUST_USE;

#endif
