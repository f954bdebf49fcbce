/* wordtable - counts of terms of at most 16 bytes: an open hash table whose slots
 * hold the term itself.  It belongs to one thread.
 *
 * A hash leads to a slot in the order of hashes, and the next empty slot from there on is
 * taken, so that each row of taken slots holds a range of hashes.  Therefore the
 * table grows in place: what it holds is moved to the end of the larger memory and
 * laid out again from there, and no second table is needed beside it.  Of the terms
 * that want the same slots, those counted most get them: most tokens are found
 * where they are looked for first.  Memory: 32 bytes a slot; of the slots a half
 * to three quarters are taken. */
#ifndef TEXT_WORDTABLE_H
#define TEXT_WORDTABLE_H

#include "base/fault.h"
#include "base/memory.h"
#include "base/reserve.h"
#include "text/wordkey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct wordtable {
	_Alignas(MEMORY_APART) struct wordslot *slot; /* size room */
	struct reserve memory; /* where slot lies */
	size_t slots;  /* places that hashes lead to */
	size_t room;   /* slots, and those behind them where the last ones overflow to */
	size_t end;    /* one behind the last slot that is taken */
	size_t terms;
};

int wordtable_init(struct wordtable *table, struct fault *fault) MUST_USE;
void wordtable_release(struct wordtable *table); /* idempotent; accepts zeroed */

/* No terms; keeps the memory. */
void wordtable_clear(struct wordtable *table);

/* Makes room for as many new terms. */
int wordtable_reserve(struct wordtable *table, size_t terms, struct fault *fault) MUST_USE;

/* Bytes in use, with those that the next growth will need. */
size_t wordtable_bytes(const struct wordtable *table);

static inline struct wordslot *wordtable_home(const struct wordtable *table,
	struct wordkey key)
{
	return &table->slot[(uint64_t)wordkey_hash(key) * table->slots >> 32];
}

/* Where each term is looked for.  Large tables are found in memory, not in a cache: the
 * slots are on their way while the others' hashes are made. */
static inline void wordtable_homes(const struct wordtable *table, const struct wordkey *key,
	size_t count, struct wordslot **home)
{
	const struct wordtable fixed = *table;
	size_t i;

	for (i = 0; i < count; i++) {
		home[i] = wordtable_home(&fixed, key[i]);
		__builtin_prefetch(home[i], 1);
	}
}

static inline bool wordslot_is(const struct wordslot *slot, struct wordkey key)
{
	return ((slot->key.lo ^ key.lo) | (slot->key.hi ^ key.hi)) == 0;
}

/* The same of an aligned key, by one comparison. */
static inline bool wordslot_has(const struct wordslot *slot, const struct wordkey *key)
{
#ifdef __SSE2__
	return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_load_si128((const __m128i *)(const void *)slot),
		_mm_load_si128((const __m128i *)(const void *)key))) == 0xffff;
#else
	return wordslot_is(slot, *key);
#endif
}

/* For wordtable_find alone: takes the empty slot. */
static inline struct wordslot *wordtable_insert(struct wordtable *table,
	struct wordslot *empty, struct wordkey key)
{
	size_t end = (size_t)(empty - table->slot) + 1;

	empty->key = key;
	table->terms++;
	if (end > table->end)
		table->end = end;
	return empty;
}

/* The slot of the term, a new one (all 0 but the key) where there was none; looked for from
 * its home on.  NULL where the key's lo is 0.  Room must have been reserved.  The pointer
 * holds until the next wordtable_reserve. */
static inline struct wordslot *wordtable_find(struct wordtable *table, struct wordkey key,
	struct wordslot *home)
{
	struct wordslot *slot = home;

	while (!wordslot_is(slot, key)) {
		if (!slot->key.lo)
			return key.lo ? wordtable_insert(table, slot, key) : NULL;
		slot++;
	}
	return slot;
}

/* The same for one of many keys, aligned to 16 bytes: nearly all are found at home. */
static inline struct wordslot *wordtable_find_next(struct wordtable *table,
	const struct wordkey *key, struct wordslot *home)
{
	return __builtin_expect(wordslot_has(home, key), 1) ? home
							    : wordtable_find(table, *key, home);
}

/* As wordtable_find, but NULL where there is none. */
static inline struct wordslot *wordtable_get(struct wordkey key, struct wordslot *home)
{
	struct wordslot *slot = home;

	while (!wordslot_is(slot, key)) {
		if (!slot->key.lo)
			return NULL;
		slot++;
	}
	return slot;
}

/* Sorts by bytes, in place: slot[0..terms) are then in order, their keys swapped
 * (wordkey_swap).  Terms of cf 0 are dropped.  The table can then only be read,
 * cleared or released. */
void wordtable_sort(struct wordtable *table);

/* The first step of that, for wordsort_divide and wordsort_part to go on: slot[0..terms) are in
 * no order, and those behind them are free. */
void wordtable_gather(struct wordtable *table);

#endif
