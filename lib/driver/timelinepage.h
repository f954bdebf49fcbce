/* timelinepage - the page of --report: one file, without scripts or references.
 *
 * A line for what ran here and for each slot of each host, with a bar for each task from
 * its start to its result; bars that would be narrower than a point are joined.  Below it
 * what each host did and waited for, the serial part, and Amdahl's line: the speed-up with
 * more slots if the serial part stays as it is. */
#ifndef DRIVER_TIMELINEPAGE_H
#define DRIVER_TIMELINEPAGE_H

#include "base/bytes.h"
#include "base/fault.h"
#include "driver/dispatch.h"

/* Of a run: what does not shrink with more slots, and what does, in seconds. */
struct timeline_parts {
	double wall, serial, parallel;
};
struct timeline_parts timelinepage_parts(const struct driver *driver, double wall);

/* With that many times the slots. */
double timelinepage_speedup(const struct timeline_parts *parts, double times);

int timelinepage_put(const struct driver *driver, struct bytes *out, struct fault *fault) MUST_USE;

#endif
