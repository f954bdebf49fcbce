/* inflated - how large a matrix stream is once it is inflated. */
#ifndef STREAM_INFLATED_H
#define STREAM_INFLATED_H

#include "base/fault.h"

#include <stdint.h>

/* The payload of all members from the front that are sound, by their heads alone:
 * nothing is inflated, and no reader inflates more than that. */
int inflated_size(const char *path, uint64_t *bytes, struct fault *fault) MUST_USE;

#endif
