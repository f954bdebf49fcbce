/* build - compiler, libraries and processor, for --version. */
#ifndef CMD_COMMON_BUILD_H
#define CMD_COMMON_BUILD_H

#include "base/bytes.h"
#include "base/fault.h"

#define BUILD_VERSION "0.1.0"

/* Appends lines "key<TAB>value": compiler, deflate engine, processor. */
int build_describe(struct bytes *out, struct fault *fault) MUST_USE;

#endif
