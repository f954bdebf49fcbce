/* hashindex - finds entries by the hash of their key: a hash table with open
 * addressing.  It holds numbers; the entries and their keys are the caller's, most
 * often an array that grows:
 *
 *     i = hashindex_find(&index, hash, key, sizeof key, entry, sizeof *entry);
 *     if (i == HASHINDEX_NONE)
 *         make entry number count, and hashindex_add(&index, hash, count, fault)
 *
 * or keys that lie elsewhere, compared by the caller:
 *
 *     for (step = 0; (i = hashindex_next(&index, hash, &step)) != HASHINDEX_NONE;)
 *         if (entry i has the key) ...
 *
 * Only the upper half of a hash is looked at.  Memory: 16 to 32 bytes an entry. */
#ifndef BASE_HASHINDEX_H
#define BASE_HASHINDEX_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

#define HASHINDEX_NONE 0xffffffffu

struct hashindex { /* zeroed: empty */
	uint64_t *slot;  /* size slots: upper half of the hash << 32 | number + 1; 0: empty */
	size_t slots;    /* a power of two, or 0 */
	unsigned shift;  /* the upper half of a hash to its slot */
	size_t count;
};

void hashindex_release(struct hashindex *index);

/* Forgets all numbers; keeps the memory. */
void hashindex_clear(struct hashindex *index);

/* Makes room, so that count numbers in all need no more memory. */
int hashindex_reserve(struct hashindex *index, size_t count, struct fault *fault) MUST_USE;

/* One more number, below HASHINDEX_NONE. */
int hashindex_add(struct hashindex *index, uint64_t hash, uint32_t number,
	struct fault *fault) MUST_USE;

/* The next number that was added with this hash (or one of the same upper half), or
 * HASHINDEX_NONE; *step is 0 at first. */
static inline uint32_t hashindex_next(const struct hashindex *index, uint64_t hash, size_t *step)
{
	size_t home = (size_t)(hash >> 32 >> index->shift);
	uint64_t slot;

	if (index->slots == 0)
		return HASHINDEX_NONE;
	while ((slot = index->slot[(home + *step) & (index->slots - 1)]) != 0) {
		++*step;
		if (slot >> 32 == hash >> 32)
			return (uint32_t)slot - 1;
	}
	return HASHINDEX_NONE;
}

/* The number of the entry that begins with the key, of an array of entries of
 * entry_size bytes; HASHINDEX_NONE where there is none. */
uint32_t hashindex_find(const struct hashindex *index, uint64_t hash, const void *key,
	size_t key_size, const void *entry, size_t entry_size);

#endif
