/* shortterms - counts of terms of at most 8 bytes, in one table for all
 * threads: pairs of Chinese characters have six.
 *
 * A term is a number, its bytes big-endian with zeros behind them, so numbers
 * are in the order of the terms.  A thread collects what occurs in whole
 * documents in a batch, and pours the batch into the table, which has parts
 * and a lock for each: each lock is taken once a batch, and memory is prefetched
 * well before it is used.
 *
 * A part is a directory, by the upper bits of a hash, of segments that are
 * small hash tables; a full one is split by the next bit.  So only what
 * is split is moved, nothing is freed before the end, and all memory is in
 * huge pages where there are any.  Memory: 24 bytes a slot; of the slots three
 * to six in eight are taken.  Source: Fagin, Nievergelt, Pippenger, Strong
 * (1979), "Extendible hashing - a fast access method for dynamic files". */
#ifndef TEXT_SHORTTERMS_H
#define TEXT_SHORTTERMS_H

#include "base/fault.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { SHORTTERM_BYTES = 8, SHORTTERM_PARTS = 256, SHORTTERM_SLOTS = 170,
	SHORTBATCH_ROOM = 1 << 16 };

struct shortcount {
	uint64_t key; /* 0: an empty slot */
	uint64_t cf;
	uint32_t df;
	uint32_t last; /* document that counted it last */
};

struct shortsegment {
	struct shortcount slot[SHORTTERM_SLOTS];
	uint32_t terms;
	unsigned depth;            /* bits of the hash that its terms have in common */
	struct shortsegment *more; /* where no bits are left to split it by */
};

struct shortpart {
	_Alignas(MEMORY_APART) pthread_mutex_t lock;
	struct shortsegment **directory; /* size 1 << depth, each for some neighbours; NULL: no terms */
	unsigned depth, depth_most;
};

struct shortterms {
	struct shortpart *part; /* size SHORTTERM_PARTS */
	pthread_mutex_t lock;   /* over the segments' memory: */
	void **chunk;           /* size chunks, each of many segments; kept when emptied */
	size_t chunks, chunks_room;
	atomic_size_t segments, terms; /* of all parts */
	struct shortcount *sorted; /* size sorted_size: what shortsort gave */
	size_t sorted_size, sorted_room;
};

struct occurrence {
	uint64_t key, document;
};

/* One thread's; all occurrences of a document must be poured at once. */
struct shortbatch {
	struct occurrence *occurrence; /* size SHORTBATCH_ROOM */
	struct occurrence *grouped;    /* the same by parts */
	size_t count;
	size_t first; /* part that it is poured into first */
};

int shortterms_init(struct shortterms *terms, struct fault *fault) MUST_USE;
void shortterms_release(struct shortterms *terms); /* idempotent; accepts zeroed */

/* Bytes in use, with those that sorting will need. */
size_t shortterms_bytes(const struct shortterms *terms);

int shortterms_batch_init(struct shortbatch *batch, size_t thread, size_t threads,
	struct fault *fault) MUST_USE;
void shortterms_batch_release(struct shortbatch *batch); /* idempotent; accepts zeroed */

/* The number of a term that is followed by zeros, free of zeros itself. */
static inline uint64_t shortterm_key(const char *term)
{
	uint64_t key;

	memcpy(&key, term, sizeof key);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	key = __builtin_bswap64(key);
#endif
	return key;
}

/* Back to bytes, with zeros after them; returns how many the term has. */
static inline size_t shortterm_bytes(uint64_t key, char bytes[SHORTTERM_BYTES])
{
	size_t length = SHORTTERM_BYTES - (size_t)__builtin_ctzll(key) / 8;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	key = __builtin_bswap64(key);
#endif
	memcpy(bytes, &key, sizeof key);
	return length;
}

/* document is from 1.  There must be room. */
static inline void shortbatch_add(struct shortbatch *batch, uint64_t key, uint32_t document)
{
	batch->occurrence[batch->count++] = (struct occurrence){key, document};
}

/* Counts what the batch holds and empties it.  Threads may do that in parallel. */
int shortterms_pour(struct shortterms *terms, struct shortbatch *batch,
	struct fault *fault) MUST_USE;

/* Empties the table and keeps its memory. */
void shortterms_clear(struct shortterms *terms);

#endif
