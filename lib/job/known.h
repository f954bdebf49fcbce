/* known - small inputs, on which hosts have to give the answers of this machine. */
#ifndef JOB_KNOWN_H
#define JOB_KNOWN_H

#include "agent/object.h"
#include "base/fault.h"
#include "driver/driver.h"
#include "job/step.h"

/* What was asked; zeroed before, and kept until the driver is closed. */
struct known_chain {
	struct object object[18];
};

void known_release(struct known_chain *chain);

/* Makes a text of two hundred lines and runs on it here what leads to each filter that
 * the plan's tasks run; their answers are what driver_prove asks hosts for.  Where no
 * host would be asked nothing is run. */
int known_ask(struct known_chain *chain, struct driver *driver, const struct steps *plan,
	struct fault *fault) MUST_USE;

#endif
