/* check - looks at every host: reach, version, room, clock, speed. */
#ifndef DRIVER_CHECK_H
#define DRIVER_CHECK_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "driver/driver.h"

#include <stdbool.h>

/* Opens a driver of its own; a line a host, tab-separated.  forget: empties
 * the stores.  FAULT_HOST where a host did not answer. */
int check_hosts(const struct driver_options *options, bool forget, struct outfile *out,
	struct fault *fault) MUST_USE;

/* Appends lines "key<TAB>value" for --version -v: the SSH library, and what confines filters
 * on this machine. */
int check_describe(struct bytes *out, struct fault *fault) MUST_USE;

#endif
