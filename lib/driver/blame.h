/* blame - which host made a file that is no good? */
#ifndef DRIVER_BLAME_H
#define DRIVER_BLAME_H

#include "base/fault.h"

struct driver;

/* Where the fault names a result that came from a host, as a merge does that can't read
 * it, the host is added to it, as the journal has it. */
void blame_host(const struct driver *driver, struct fault *fault);

#endif
