/* counts - the terms of a corpus, counted in bounded memory: tables that share
 * the terms out between them by their hashes, vocabularies that were counted
 * before, and sorted runs of what did not fit.
 *
 * Each thread counts in a small table of its own, which stays in its cache,
 * and pours it out from time to time: a term is in one table only, whatever
 * the threads, and frequent ones come there once for many documents.
 *
 * Calling sequence: counts_init; counting (counts_pour where counts_full says
 * so, and at the end); counts_finish; any number of merges, whose result
 * doesn't depend on memory or threads; counts_release. */
#ifndef TEXT_COUNTS_H
#define TEXT_COUNTS_H

#include "base/fault.h"
#include "base/memory.h"
#include "stream/vocabulary.h"
#include "text/countmerge.h"
#include "text/spill.h"
#include "text/termtable.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNTS_MEMORY_DEFAULT ((uint64_t)1 << 30)

struct countpart {
	_Alignas(MEMORY_APART) pthread_mutex_t lock;
	struct termtable table;
	struct termplace *place; /* after counts_finish: its terms in order */
};

struct counts {
	struct countpart *part;   /* size parts, a power of 2: by the upper bits of the hash */
	size_t parts;
	unsigned bits;            /* of the hash, that tell the part */
	size_t limit;             /* bytes of a part's table */
	size_t pour;              /* bytes of a thread's own */
	uint64_t memory;          /* bytes in all */
	struct vocabulary *held;  /* size helds: their terms ascend; owned */
	size_t helds, helds_room;
	size_t held_bytes;
	struct spill spill;
};

/* memory 0: the default. */
int counts_init(struct counts *counts, int threads, uint64_t memory,
	struct fault *fault) MUST_USE;
void counts_release(struct counts *counts); /* idempotent; accepts zeroed */

/* Whether a thread's own table is to be poured out before the next document:
 * only between documents, as the table knows the last that counted a term. */
bool counts_full(const struct counts *counts, const struct termtable *own);

/* Adds what was counted to the parts, and empties the table.  Threads may do
 * that side by side; each begins at another part, by its number. */
int counts_pour(struct counts *counts, struct termtable *own, size_t number,
	struct fault *fault) MUST_USE;

/* Spills the table where it has grown beyond its share. */
int counts_check(struct counts *counts, struct termtable *table, struct fault *fault) MUST_USE;

/* Adds a vocabulary to what was counted, and takes what it owns.  Several
 * threads must not do that. */
int counts_add_vocabulary(struct counts *counts, struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* Sorts what the tables hold, and merges runs until there are few enough to
 * be read at once. */
int counts_finish(struct counts *counts, int threads, struct fault *fault) MUST_USE;

/* All terms in order. */
int counts_merge(const struct counts *counts, struct countmerge *merge,
	struct fault *fault) MUST_USE;

/* The terms of one of so many parts, where nothing was spilled: the parts one
 * after the other are the whole. */
int counts_merge_part(const struct counts *counts, size_t part, size_t parts,
	struct countmerge *merge, struct fault *fault) MUST_USE;

#endif
