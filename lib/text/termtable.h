/* termtable - counts of terms: an open hash table over records in an arena.
 * It belongs to one thread.  Unlike base/hashindex.h it compares terms by eight
 * bytes, and is sorted where it lies.
 *
 * Memory: 16 to 32 bytes a term for slots, 24 and the term for its record.
 * The slots of a table at most half full have room for the array that
 * sorting needs, so sorting takes no memory more. */
#ifndef TEXT_TERMTABLE_H
#define TEXT_TERMTABLE_H

#include "base/fault.h"
#include "base/memory.h"
#include "text/termrecord.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct termtable {
	_Alignas(MEMORY_APART) uint64_t *slot; /* size slots: hash << 32 | record + 1; 0 is empty */
	size_t slots;    /* a power of 2 */
	unsigned shift;  /* 32-bit hash to slot */
	size_t terms;
	uint64_t *arena; /* records one after the other */
	size_t used, room; /* of arena, in units of 8 bytes */
	uint32_t document; /* the one that is counted now, from 1 */
};

int termtable_init(struct termtable *table, struct fault *fault) MUST_USE;
void termtable_release(struct termtable *table); /* idempotent; accepts zeroed */

/* No terms; keeps the memory. */
void termtable_clear(struct termtable *table);

/* Makes room for that many new terms of that many bytes together. */
int termtable_reserve(struct termtable *table, size_t terms, size_t bytes,
	struct fault *fault) MUST_USE;

/* Bytes in use, with those that the next growth will need for a while. */
size_t termtable_bytes(const struct termtable *table);

/* Sorts by bytes: places in the order of the terms, count of them, in the
 * slots' memory; the table can then only be read by them, cleared or
 * released. */
struct termplace *termtable_sort(struct termtable *table);

static inline struct termrecord *termtable_record(const struct termtable *table, size_t record)
{
	return termrecord_at(table->arena, record);
}

/* The hash of a term that lies at a multiple of 8 and is filled up with zeros. */
static inline uint32_t termtable_hash(const char *term, size_t length)
{
	uint64_t hash = 0x9e3779b97f4a7c15u ^ length;
	size_t i;

	for (i = 0; i < length; i += 8) {
		uint64_t word;
		unsigned __int128 product;

		memcpy(&word, term + i, 8);
		product = (unsigned __int128)(hash ^ word) * 0xd6e8feb86659fd93u;
		hash = (uint64_t)product ^ (uint64_t)(product >> 64);
	}
	return (uint32_t)(hash ^ hash >> 32);
}

/* The record of the term, a new one (all 0) where there was none.  Room must
 * have been reserved; the term lies as for termtable_hash. */
struct termrecord *termtable_find(struct termtable *table, const char *term, size_t length,
	uint32_t hash);

/* The same, but NULL where there is none. */
const struct termrecord *termtable_get(const struct termtable *table, const char *term,
	size_t length, uint32_t hash);

/* One record after the other, in the order in which they came: *at is 0 at first.
 * NULL after the last. */
struct termrecord *termtable_each(const struct termtable *table, size_t *at);

#endif
