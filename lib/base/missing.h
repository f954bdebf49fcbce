/* missing - items of a list that were not found, for a note:
 * they are never ignored silently. */
#ifndef BASE_MISSING_H
#define BASE_MISSING_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

/* Zeroed at first. */
struct missing {
	size_t listed, missing;
	struct bytes names; /* the first few that are missing, with commas between */
};

/* One thing of the list. */
int missing_look(struct missing *missing, bool there, const char *name, size_t length,
	struct fault *fault) MUST_USE;

/* "1 of 3 are not in WHERE: zzz"; empty where all were found. */
int missing_text(struct missing *missing, const char *where, struct bytes *text,
	struct fault *fault) MUST_USE;
void missing_release(struct missing *missing); /* idempotent; accepts zeroed */

#endif
