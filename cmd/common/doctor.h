/* doctor - what an installation has, and what to mend. */
#ifndef CMD_COMMON_DOCTOR_H
#define CMD_COMMON_DOCTOR_H

#include "base/bytes.h"
#include "base/fault.h"

/* Appends lines "STATE ITEM TEXT" in columns: ok, none (something optional is not
 * here) or mend.  folder: where the commands are.  Counts what is to mend. */
int doctor_examine(const char *folder, struct bytes *out, unsigned *mend,
	struct fault *fault) MUST_USE;

#endif
