/* idset.c - a hash table of 64-bit numbers, open addressing. */
#include "format/idset.h"

#include "base/memory.h"

#include <stdlib.h>

enum { SLOTS_LEAST = 1 << 12 };

void idset_release(struct idset *set)
{
	free(set->slot);
	*set = (struct idset){0};
}

/* The slot of the id, or the empty one where it belongs. */
static uint64_t *find(uint64_t *slot, size_t slots, uint64_t id)
{
	size_t at = (size_t)id & (slots - 1);

	while (slot[at] && slot[at] != id)
		at = (at + 1) & (slots - 1);
	return &slot[at];
}

static int grow(struct idset *set, struct fault *fault)
{
	size_t slots = set->slots ? 2 * set->slots : SLOTS_LEAST, i;
	uint64_t *slot = memory_zeroed(slots, sizeof *slot, fault);

	if (!slot)
		return -1;
	for (i = 0; i < set->slots; i++)
		if (set->slot[i])
			*find(slot, slots, set->slot[i]) = set->slot[i];
	free(set->slot);
	set->slot = slot;
	set->slots = slots;
	return 0;
}

int idset_add(struct idset *set, uint64_t id, struct fault *fault)
{
	uint64_t *slot;

	id += id == 0;
	if (4 * set->count >= 3 * set->slots && set->count < IDSET_MOST && grow(set, fault))
		return -1;
	slot = find(set->slot, set->slots, id);
	if (*slot)
		return 1;
	if (set->count == IDSET_MOST) {
		set->full = true;
		return 0;
	}
	*slot = id;
	set->count++;
	return 0;
}
