/* merging - results are added up here as they come, while hosts work on.
 *
 * So a pass of many tasks needs the disk of some results, and most of the merge is done
 * when the last of them comes.  One filter at a time, beside the loop. */
#ifndef DRIVER_MERGING_H
#define DRIVER_MERGING_H

#include "base/fault.h"
#include "driver/dispatch.h"

/* A turn takes what was made, before others learn that there is room (shelf_serve), and starts
 * the next where enough results have come. */
int merging_take(struct driver *driver, struct fault *fault) MUST_USE;
int merging_start(struct driver *driver, struct fault *fault) MUST_USE;

/* Waits for the one that runs. */
int merging_end(struct driver *driver, struct fault *fault) MUST_USE;

/* Frees what is left of it. */
void merging_release(struct merging *merging);

#endif
