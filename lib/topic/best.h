/* best - the n best items of each of several lists, by one pass over all.
 *
 * Each list is a heap of at most n items, the worst on top.  Items of equal
 * weight are ordered by their number, the lower first. */
#ifndef TOPIC_BEST_H
#define TOPIC_BEST_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct best_item {
	uint64_t item;
	double weight;
};

struct best {
	size_t lists, most;      /* K, n */
	bool magnitude;          /* by |weight| */
	struct best_item *list;  /* K x n */
	size_t *count;           /* size K: items that each list has */
};

int best_init(struct best *best, size_t lists, size_t most, bool magnitude,
	struct fault *fault) MUST_USE;
void best_release(struct best *best); /* idempotent; accepts zeroed */

/* True where the item was taken into the list. */
bool best_offer(struct best *best, size_t list, uint64_t item, double weight);

/* Puts each list into order, the best first; nothing can be offered after that. */
void best_sort(struct best *best);

static inline const struct best_item *best_list(const struct best *best, size_t list)
{
	return best->list + list * best->most;
}

#endif
