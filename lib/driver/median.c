/* median.c - a median from two heaps, one for each half of the numbers. */
#include "driver/median.h"

void median_release(struct median *median)
{
	heap_release(&median->lower);
	heap_release(&median->upper);
}

double median_get(const struct median *median)
{
	return median->upper.count ? median->upper.entry[0].key : 0;
}

int median_add(struct median *median, double number, struct fault *fault)
{
	struct heap *lower = &median->lower, *upper = &median->upper;

	/* upper has as many as lower, or one more */
	if (upper->count == 0 || number >= upper->entry[0].key) {
		if (heap_push(upper, number, 0, fault))
			return -1;
	} else if (heap_push(lower, -number, 0, fault)) {
		return -1;
	}
	if (upper->count > lower->count + 1) {
		if (heap_push(lower, -upper->entry[0].key, 0, fault))
			return -1;
		heap_pop(upper);
	} else if (lower->count > upper->count) {
		if (heap_push(upper, -lower->entry[0].key, 0, fault))
			return -1;
		heap_pop(lower);
	}
	return 0;
}
