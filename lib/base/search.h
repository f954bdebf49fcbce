/* search - the place of a key among those of elements in ascending order. */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* The first of count elements whose key is not below this one; count: there is none. */
static inline size_t search_first(const void *elements, size_t count, uint64_t key,
	uint64_t (*key_at)(const void *elements, size_t i))
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_at(elements, middle) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
