/* arena - rooms for many small arrays that grow, given back all at once.
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

/* What a room for so many bytes has, 0 < bytes < 2^48: a quarter more at most, a multiple
 * of 8. */
size_t arena_room(size_t bytes);

/* A room of arena_room(bytes), aligned to 8; its content is anything. */
void *arena_take(struct arena *arena, size_t bytes, struct fault *fault) MUST_USE;

/* Gives one back, for another of that size: bytes as it was taken with. */
void arena_give(struct arena *arena, void *room, size_t bytes);

#endif
