/* genuine - is this program the one that its driver sent? */
#ifndef AGENT_GENUINE_H
#define AGENT_GENUINE_H

#include "base/fault.h"

/* Compares the running program's file with its digest, in hexadecimal digits.  FAULT_DATA
 * where it differs; the file is removed then, so that the next driver sends a whole one. */
int genuine_check(const char *hex, struct fault *fault) MUST_USE;

#endif
