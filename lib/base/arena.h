/* arena - rooms of powers of two for many small arrays that grow, given back all at once.
 *
 * Memory comes in large pieces whose pages are asked for together: arrays that each came
 * from malloc would pay for theirs one by one, at their first use. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/fault.h"

#include <stddef.h>

struct arena; /* any number of threads may use one */

struct arena *arena_new(struct fault *fault) MUST_USE; /* NULL: FAULT_SYSTEM */
void arena_free(struct arena *arena); /* and all its rooms; accepts NULL */

/* A room of 2^bits bytes, 3 <= bits < 48, aligned to 8; its content is anything. */
void *arena_take(struct arena *arena, unsigned bits, struct fault *fault) MUST_USE;

/* Gives one back, of as many bits as it was taken with, for another of that size. */
void arena_give(struct arena *arena, void *room, unsigned bits);

#endif
