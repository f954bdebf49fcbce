/* pairterms - counts of terms that are two characters of three bytes each, as pairs of
 * Chinese characters are, in one table for all threads.
 *
 * Such a term is a number, its two code points, so numbers are in the order of the terms.
 * A thread collects what occurs in whole documents in a batch, and pours the batch into the
 * table, which has parts and a lock for each: each lock is taken once a batch, and memory is
 * asked for well before it is used.
 *
 * A part is a directory, by the upper bits of a hash, of segments that are
 * small hash tables; a full one is split by the next bit.  So only what
 * is split is moved, nothing is freed before the end, and all memory is in
 * huge pages where there are any.  A hash leads to a line of eight terms, which is one of the
 * cache and is compared at once.  Most pairs are rare: counts have 16 bits, and one that
 * is full is handed to the caller and starts again.  Memory: 8 bytes a slot; of the slots three
 * to six in eight are taken.  Source: Fagin, Nievergelt, Pippenger, Strong
 * (1979), "Extendible hashing - a fast access method for dynamic files". */
#ifndef TEXT_PAIRTERMS_H
#define TEXT_PAIRTERMS_H

#include "base/fault.h"
#include "base/memory.h"
#include "text/wordkey.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { PAIRTERM_BYTES = 6, PAIRTERM_PARTS = 256, PAIRTERM_LINE = 8, PAIRTERM_LINES = 63,
	PAIRBATCH_ROOM = 1 << 16 };

struct paircount {
	uint32_t pair;
	uint16_t df, cf;
};

/* Taken from the first on; pair 0: empty. */
struct pairline {
	uint32_t pair[PAIRTERM_LINE];
	uint16_t df[PAIRTERM_LINE], cf[PAIRTERM_LINE];
};

struct pairsegment {
	_Alignas(64) struct pairline line[PAIRTERM_LINES];
	uint32_t terms;
	unsigned depth;           /* bits of the hash that its terms have in common */
	struct pairsegment *more; /* where no bits are left to split it by */
};

struct pairpart {
	_Alignas(MEMORY_APART) pthread_mutex_t lock;
	struct pairsegment **directory; /* size 1 << depth, each for some neighbours; NULL: no terms */
	unsigned depth, depth_most;
};

struct pairterms {
	struct pairpart *part;  /* size PAIRTERM_PARTS */
	pthread_mutex_t lock;   /* over the segments' memory: */
	void **chunk;           /* size chunks, each of many segments; kept when emptied */
	size_t chunks, chunks_room;
	atomic_size_t segments, terms; /* of all parts */
	struct paircount *sorted; /* size sorted_size: what pairsort gave */
	size_t sorted_size, sorted_room;
};

struct pairoccurrence {
	uint32_t pair, document;
};

/* One thread's; all occurrences of a document must be poured at once. */
struct pairbatch {
	struct pairoccurrence *occurrence; /* size PAIRBATCH_ROOM */
	struct pairoccurrence *grouped;    /* the same by parts */
	unsigned char *part;               /* size PAIRBATCH_ROOM: of each */
	size_t begin[PAIRTERM_PARTS + 1];  /* of part p's in grouped; while it is filled, in
					    * begin[p + 1], how many it has */
	size_t count;
	size_t first; /* part that it is poured into first */
	struct paircount *full; /* size fulls: counts that the table does not hold, for the caller */
	size_t fulls, full_room;
};

int pairterms_init(struct pairterms *terms, struct fault *fault) MUST_USE;
void pairterms_release(struct pairterms *terms); /* idempotent; accepts zeroed */

/* Bytes in use, with those that sorting will need. */
size_t pairterms_bytes(const struct pairterms *terms);

int pairterms_batch_init(struct pairbatch *batch, size_t thread, size_t threads,
	struct fault *fault) MUST_USE;
void pairterms_batch_release(struct pairbatch *batch); /* idempotent; accepts zeroed */

/* The number of a term, or 0 where it is none of two characters of three bytes. */
static inline uint32_t pairterm_of(struct wordkey term)
{
	const uint64_t n = wordkey_swap(term).lo;

	if (term.hi || (n & 0xf0c0c0f0c0c0ffffu) != 0xe08080e080800000u)
		return 0;
	return (uint32_t)((n >> 56 & 0xf) << 28 | (n >> 48 & 0x3f) << 22 | (n >> 40 & 0x3f) << 16
		| (n >> 32 & 0xf) << 12 | (n >> 24 & 0x3f) << 6 | (n >> 16 & 0x3f));
}

/* The first eight bytes of its term, big-endian. */
static inline uint64_t pairterm_key(uint32_t pair)
{
	const uint64_t n = pair;

	return 0xe08080e080800000u | (n >> 28) << 56 | (n >> 22 & 0x3f) << 48
		| (n >> 16 & 0x3f) << 40 | (n >> 12 & 0xf) << 32 | (n >> 6 & 0x3f) << 24
		| (n & 0x3f) << 16;
}

/* The upper 8 bits give the part, the next ones the segment, the lower half
 * the line in it. */
static inline uint64_t pairterm_hash(uint32_t pair)
{
	const uint64_t product = pair * 0x9e3779b97f4a7c15u;

	return (product ^ product >> 32) * 0xd6e8feb86659fd93u;
}

/* document is from 1.  There must be room. */
static inline void pairbatch_add(struct pairbatch *batch, uint32_t pair, uint32_t document)
{
	const unsigned char part = (unsigned char)(pairterm_hash(pair) >> 56);

	batch->part[batch->count] = part;
	batch->begin[part + 1]++;
	batch->occurrence[batch->count++] = (struct pairoccurrence){pair, document};
}

/* Counts what the batch holds and empties it, but for what becomes full.  Threads may do that
 * in parallel. */
int pairterms_pour(struct pairterms *terms, struct pairbatch *batch,
	struct fault *fault) MUST_USE;

/* Empties the table and keeps its memory. */
void pairterms_clear(struct pairterms *terms);

#endif
