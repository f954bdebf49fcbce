/* heap.c - a binary heap in an array. */
#include "driver/heap.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>

void heap_release(struct heap *heap)
{
	free(heap->entry);
	*heap = (struct heap){0};
}

static bool before(const struct heap_entry *a, const struct heap_entry *b)
{
	return a->key < b->key || (a->key <= b->key && a->value < b->value);
}

int heap_push(struct heap *heap, double key, uint64_t value, struct fault *fault)
{
	const struct heap_entry entry = {key, value};
	size_t at = heap->count;

	if (memory_grow(&heap->entry, &heap->room, heap->count + 1, fault))
		return -1;
	heap->count++;
	for (; at && before(&entry, &heap->entry[(at - 1) / 2]); at = (at - 1) / 2)
		heap->entry[at] = heap->entry[(at - 1) / 2];
	heap->entry[at] = entry;
	return 0;
}

void heap_pop(struct heap *heap)
{
	const struct heap_entry last = heap->entry[--heap->count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < heap->count) {
		if (child + 1 < heap->count
			&& before(&heap->entry[child + 1], &heap->entry[child]))
			child++;
		if (!before(&heap->entry[child], &last))
			break;
		heap->entry[at] = heap->entry[child];
		at = child;
	}
	heap->entry[at] = last;
}
