/* idset - which ids came before, by 64 bits of each: two of 24 million different ones
 * are taken for the same with a probability of 1.7e-5. */
#ifndef FORMAT_IDSET_H
#define FORMAT_IDSET_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IDSET_MOST ((size_t)24 << 20) /* ids; later ones are not remembered */

struct idset {
	uint64_t *slot; /* size slots, a power of two; 0: empty */
	size_t slots, count;
	bool full;      /* an id was not remembered */
};

/* 1: it was there; 0: it is there now, or the set is full; -1. */
int idset_add(struct idset *set, uint64_t id, struct fault *fault) MUST_USE;
void idset_release(struct idset *set); /* accepts zeroed */

#endif
