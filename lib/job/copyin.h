/* copyin - a copy of what can't be read twice. */
#ifndef JOB_COPYIN_H
#define JOB_COPYIN_H

#include "base/fault.h"
#include "driver/driver.h"

#include <limits.h>

/* to := the path of a copy in the driver's work folder of a pipe, or whatever path is. */
int copyin_file(struct driver *driver, const char *path, char to[PATH_MAX],
	struct fault *fault) MUST_USE;

#endif
