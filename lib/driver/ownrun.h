/* ownrun - runs a command line here to its end, beside the loop. */
#ifndef DRIVER_OWNRUN_H
#define DRIVER_OWNRUN_H

#include "agent/commandline.h"
#include "base/fault.h"
#include "driver/dispatch.h"

#include <stdbool.h>

bool ownrun_makes_folder(const struct commandline *words);

/* scratch: the file that gets what it writes; folder: the folder that it makes instead,
 * where the words have one (TASK_FOLDER).  The status is in driver->here.end. */
int ownrun(struct driver *driver, const struct commandline *words, const char *scratch,
	bool folder, struct fault *fault) MUST_USE;

#endif
