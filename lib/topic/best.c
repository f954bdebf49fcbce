/* best.c - heaps that keep the best items. */
#include "topic/best.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

int best_init(struct best *best, size_t lists, size_t most, bool magnitude,
	struct fault *fault)
{
	size_t size;

	*best = (struct best){.lists = lists, .most = most, .magnitude = magnitude};
	if (!size_multiply(lists, most, &size))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: %zu lists of %zu", lists,
			most);
	best->list = memory_zeroed(size, sizeof *best->list, fault);
	best->count = memory_zeroed(lists, sizeof *best->count, fault);
	return best->list && best->count ? 0 : -1;
}

void best_release(struct best *best)
{
	free(best->list);
	free(best->count);
	*best = (struct best){0};
}

/* Whether a stands before b. */
static bool before(const struct best_item *a, const struct best_item *b, bool magnitude)
{
	double x = magnitude ? fabs(a->weight) : a->weight;
	double y = magnitude ? fabs(b->weight) : b->weight;

	return x > y || (x == y && a->item < b->item);
}

bool best_offer(struct best *best, size_t list, uint64_t item, double weight)
{
	struct best_item *heap = best->list + list * best->most;
	struct best_item offered = {item, weight};
	size_t *count = &best->count[list], at, child;

	if (*count < best->most) {
		for (at = (*count)++; at > 0; at = (at - 1) / 2) {
			if (!before(&heap[(at - 1) / 2], &offered, best->magnitude))
				break;
			heap[at] = heap[(at - 1) / 2];
		}
		heap[at] = offered;
		return true;
	}
	if (*count == 0 || !before(&offered, &heap[0], best->magnitude))
		return false;
	for (at = 0; (child = 2 * at + 1) < *count; at = child) {
		if (child + 1 < *count && before(&heap[child], &heap[child + 1], best->magnitude))
			child++;
		if (!before(&offered, &heap[child], best->magnitude))
			break;
		heap[at] = heap[child];
	}
	heap[at] = offered;
	return true;
}

static int by_weight(const void *a, const void *b)
{
	return before(a, b, false) ? -1 : before(b, a, false);
}

static int by_magnitude(const void *a, const void *b)
{
	return before(a, b, true) ? -1 : before(b, a, true);
}

void best_sort(struct best *best)
{
	size_t list;

	for (list = 0; list < best->lists; list++)
		qsort(best->list + list * best->most, best->count[list], sizeof *best->list,
			best->magnitude ? by_magnitude : by_weight);
}
