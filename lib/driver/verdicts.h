/* verdicts - what follows from how an attempt ended, for its task and other attempts. */
#ifndef DRIVER_VERDICTS_H
#define DRIVER_VERDICTS_H

#include "base/sha256.h"
#include "base/fault.h"
#include "driver/trials.h"

/* The task was just settled by this attempt, by its result (ORDER_ACCEPT) or by what its
 * host keeps (ORDER_KEEP): orders that, and cancels the others. */
int verdicts_settled(struct trials *trials, struct trial *trial, enum order_kind kind, double now,
	struct fault *fault) MUST_USE;

/* The task was settled before: the same result is dropped, another one is compared. */
int verdicts_second(struct trials *trials, struct trial *trial, const struct sha256 *digest,
	double now, struct fault *fault) MUST_USE;

/* The combined result of the attempt's group has come; or there is none, and its tasks are
 * done again and travel alone. */
int verdicts_group_done(struct trials *trials, struct trial *trial, double now,
	struct fault *fault) MUST_USE;
int verdicts_group_failed(struct trials *trials, struct trial *trial, double now,
	struct fault *fault) MUST_USE;

#endif
