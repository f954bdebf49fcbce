/* numbers - objects by number, as the schedule knows them. */
#ifndef DRIVER_NUMBERS_H
#define DRIVER_NUMBERS_H

#include "base/sha256.h"
#include "base/fault.h"
#include "base/hashindex.h"

#include <stddef.h>
#include <stdint.h>

struct numbers { /* zeroed: empty */
	struct sha256 *digest; /* size count, by number */
	size_t count, room;
	struct hashindex index; /* of them */
};

void numbers_release(struct numbers *numbers);

/* The number of that digest, from 0 on: the next one where it is new. */
int numbers_of(struct numbers *numbers, const struct sha256 *digest, uint32_t *number,
	struct fault *fault) MUST_USE;

#endif
