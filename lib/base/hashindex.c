/* hashindex.c - a hash table of numbers, with open addressing. */
#include "base/hashindex.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 6, MOST = 32 }; /* bits that select a slot */

void hashindex_release(struct hashindex *index)
{
	free(index->slot);
	*index = (struct hashindex){0};
}

void hashindex_clear(struct hashindex *index)
{
	if (index->count)
		memset(index->slot, 0, index->slots * sizeof *index->slot);
	index->count = 0;
}

static void put(struct hashindex *index, uint64_t slot)
{
	size_t at = (size_t)(slot >> 32 >> index->shift);

	while (index->slot[at])
		at = (at + 1) & (index->slots - 1);
	index->slot[at] = slot;
}

int hashindex_reserve(struct hashindex *index, size_t count, struct fault *fault)
{
	struct hashindex larger = {.count = index->count};
	unsigned bits = index->slots ? MOST - index->shift : LEAST;
	size_t i;

	/* at most half full, but where numbers of 32 bits fill the largest table */
	while (bits < MOST && count > (size_t)1 << bits >> 1)
		bits++;
	if (index->slots == (size_t)1 << bits)
		return 0;
	larger.shift = MOST - bits;
	larger.slots = (size_t)1 << bits;
	larger.slot = memory_zeroed(larger.slots, sizeof *larger.slot, fault);
	if (!larger.slot)
		return -1;
	for (i = 0; i < index->slots; i++)
		if (index->slot[i])
			put(&larger, index->slot[i]);
	free(index->slot);
	*index = larger;
	return 0;
}

int hashindex_add(struct hashindex *index, uint64_t hash, uint32_t number, struct fault *fault)
{
	if (index->count >= HASHINDEX_NONE)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a hash table is full");
	if (hashindex_reserve(index, index->count + 1, fault))
		return -1;
	put(index, hash >> 32 << 32 | ((uint64_t)number + 1));
	index->count++;
	return 0;
}

uint32_t hashindex_find(const struct hashindex *index, uint64_t hash, const void *key,
	size_t key_size, const void *entry, size_t entry_size)
{
	size_t step = 0;
	uint32_t number;

	do
		number = hashindex_next(index, hash, &step);
	while (number != HASHINDEX_NONE
		&& memcmp((const char *)entry + number * entry_size, key, key_size) != 0);
	return number;
}
