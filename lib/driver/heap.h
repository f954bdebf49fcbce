/* heap - a priority queue: the entry with the smallest key first, of equal
 * keys the one with the smallest value. */
#ifndef DRIVER_HEAP_H
#define DRIVER_HEAP_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct heap_entry {
	double key;
	uint64_t value;
};

struct heap { /* zeroed: empty */
	struct heap_entry *entry; /* the first is the smallest */
	size_t count, room;
};

void heap_release(struct heap *heap);

/* Both take O(log count). */
int heap_push(struct heap *heap, double key, uint64_t value, struct fault *fault) MUST_USE;
void heap_pop(struct heap *heap); /* the first; count must not be 0 */

#endif
