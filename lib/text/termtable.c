/* termtable.c - counts of terms in an open hash table. */
#include "text/termtable.h"

#include "base/memory.h"
#include "text/termsort.h"

#include <stdbool.h>
#include <stdlib.h>

enum { SLOTS = 1 << 12, SHIFT = 32 - 12, RECORD = sizeof(struct termrecord) / 8 };

/* Records are numbered with 32 bits. */
#define ARENA_MOST ((size_t)UINT32_MAX - 1)

_Static_assert(sizeof(struct termrecord) % 8 == 0, "terms lie at multiples of 8");
_Static_assert(sizeof(struct termplace) == 16, "two slots hold a place");

int termtable_init(struct termtable *table, struct fault *fault)
{
	*table = (struct termtable){.slots = SLOTS, .shift = SHIFT};
	table->slot = memory_zeroed(SLOTS, sizeof *table->slot, fault);
	return table->slot ? 0 : -1;
}

void termtable_release(struct termtable *table)
{
	free(table->slot);
	free(table->arena);
	*table = (struct termtable){0};
}

void termtable_clear(struct termtable *table)
{
	memset(table->slot, 0, table->slots * sizeof *table->slot);
	table->terms = table->used = 0;
	table->document = 0;
}

size_t termtable_bytes(const struct termtable *table)
{
	bool grows = table->terms + table->terms / 8 >= table->slots / 2;

	return (table->slots * (grows ? 3 : 1) + table->used) * 8;
}

/* Slots for a number of terms.  The upper half of a slot is all that is needed to
 * find its next place. */
static int grow(struct termtable *table, size_t terms, struct fault *fault)
{
	size_t slots = table->slots, i;
	unsigned shift = table->shift;
	uint64_t *slot;

	for (; 2 * terms > slots; slots *= 2)
		shift--;
	slot = memory_aligned(slots, sizeof *slot, fault);
	if (!slot)
		return -1;
	/* written here, in order: fresh zero pages that are read before they are
	 * written cost two faults each, and the second one stops all threads */
	memset(slot, 0, slots * sizeof *slot);
	for (i = 0; i < table->slots; i++)
		if (table->slot[i]) {
			size_t at = (size_t)(table->slot[i] >> 32) >> shift;

			while (slot[at])
				at = (at + 1) & (slots - 1);
			slot[at] = table->slot[i];
		}
	free(table->slot);
	table->slot = slot;
	table->slots = slots;
	table->shift = shift;
	return 0;
}

int termtable_reserve(struct termtable *table, size_t terms, size_t bytes, struct fault *fault)
{
	size_t more = bytes / 8 + terms * (RECORD + 1);

	if (more > ARENA_MOST - table->used || table->shift <= 1)
		return fault_set(fault, FAULT_SYSTEM,
			"out of memory: a table of terms is full; give less --memory");
	if (memory_grow(&table->arena, &table->room, table->used + more, fault))
		return -1;
	return 2 * (table->terms + terms) > table->slots
		? grow(table, table->terms + terms, fault) : 0;
}

/* Eight bytes at a time: both are filled up with zeros. */
static inline bool same(const struct termrecord *record, const char *term, size_t length)
{
	size_t i;

	if (record->length != length)
		return false;
	for (i = 0; i < length; i += 8) {
		uint64_t a, b;

		memcpy(&a, record->term + i, 8);
		memcpy(&b, term + i, 8);
		if (a != b)
			return false;
	}
	return true;
}

static struct termrecord *insert(struct termtable *table, size_t at, const char *term,
	size_t length, uint32_t hash)
{
	struct termrecord *record = termtable_record(table, table->used);
	size_t padded = (length + 7) & ~(size_t)7;

	*record = (struct termrecord){.length = (uint32_t)length};
	memcpy(record->term, term, padded);
	table->slot[at] = (uint64_t)hash << 32 | (table->used + 1);
	table->used += RECORD + padded / 8;
	table->terms++;
	return record;
}

struct termrecord *termtable_find(struct termtable *table, const char *term, size_t length,
	uint32_t hash)
{
	size_t at = hash >> table->shift, mask = table->slots - 1;
	uint64_t slot;

	for (; (slot = table->slot[at]) != 0; at = (at + 1) & mask)
		if (slot >> 32 == hash) {
			struct termrecord *record = termtable_record(table, (uint32_t)slot - 1);

			if (same(record, term, length))
				return record;
		}
	return insert(table, at, term, length, hash);
}

const struct termrecord *termtable_get(const struct termtable *table, const char *term,
	size_t length, uint32_t hash)
{
	size_t at = hash >> table->shift, mask = table->slots - 1;
	uint64_t slot;

	for (; (slot = table->slot[at]) != 0; at = (at + 1) & mask)
		if (slot >> 32 == hash) {
			const struct termrecord *record = termtable_record(table, (uint32_t)slot - 1);

			if (same(record, term, length))
				return record;
		}
	return NULL;
}

struct termrecord *termtable_each(const struct termtable *table, size_t *at)
{
	struct termrecord *record;

	if (*at >= table->used)
		return NULL;
	record = termtable_record(table, *at);
	*at += RECORD + (record->length + 7) / 8;
	return record;
}

struct termplace *termtable_sort(struct termtable *table)
{
	struct termplace *place = (struct termplace *)(void *)table->slot;
	size_t i, n = 0;

	for (i = 0; i < table->slots; i++)
		if (table->slot[i])
			table->slot[n++] = (uint32_t)table->slot[i] - 1;
	/* from the end, so that no slot is overwritten before it is read */
	for (i = n; i-- > 0;) {
		size_t record = table->slot[i];

		place[i] = (struct termplace){termsort_key(termtable_record(table, record), 0),
			record};
	}
	termsort(table->arena, place, n);
	return place;
}
