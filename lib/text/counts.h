/* counts - the terms of a corpus, counted in bounded memory: a table of pairs
 * of characters for all threads, two tables a thread for the others, by length, vocabularies that
 * were counted before, and sorted runs that were spilled.
 *
 * Calling sequence: counts_init; counting (counts_pour for batches of
 * pairs, counts_check after each document); counts_finish; any number of merges,
 * whose result doesn't depend on memory or threads; counts_release. */
#ifndef TEXT_COUNTS_H
#define TEXT_COUNTS_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/countmerge.h"
#include "text/pairterms.h"
#include "text/spill.h"
#include "text/stopset.h"
#include "text/termtable.h"
#include "text/wordtable.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNTS_MEMORY_DEFAULT ((uint64_t)1 << 30)

/* One thread's terms: those of at most 16 bytes, and those that are longer, or that
 * come as bytes. */
struct counttable {
	_Alignas(MEMORY_APART) struct wordtable words;
	struct termtable terms;
	struct termplace *place; /* after counts_finish: of terms, in order */
};

struct counts {
	struct counttable *table; /* size tables, one a thread */
	size_t tables;
	size_t limit;             /* bytes of a thread's tables */
	const struct stopset *stop; /* words that were counted and are dropped; NULL: none */
	atomic_uint_fast64_t stopped; /* tokens that were dropped with them */
	uint64_t memory;          /* bytes in all */
	struct vocabulary *held;  /* size helds: their terms ascend; owned */
	size_t helds, helds_room;
	size_t held_bytes;
	struct spill spill;
	bool shares;                /* pairs are counted in the shared table */
	struct pairterms shared;   /* after counts_finish: in order */
	size_t shared_limit;        /* bytes of it */
	pthread_rwlock_t pouring;   /* while held for writing no thread pours or spills */
};

/* memory 0: the default.  brief: most terms are pairs of characters, so they get a part of the
 * memory for the table that threads share, where that is enough. */
int counts_init(struct counts *counts, int threads, uint64_t memory, bool brief,
	struct fault *fault) MUST_USE;
void counts_release(struct counts *counts); /* idempotent; accepts zeroed */

/* Spills the tables if they exceed their share.  Only between
 * documents: a table knows the last one that counted a term.  1 where it did. */
int counts_check(struct counts *counts, struct counttable *table, struct fault *fault) MUST_USE;

/* The steps of that: whether the table exceeds its share, with so many bytes more; sorts it
 * and spills it as two runs, of its words and its other terms; empties it. */
bool counts_full(const struct counts *counts, const struct counttable *table, size_t more);
int counts_spill(struct counts *counts, struct counttable *table, struct spill_run run[2],
	struct fault *fault) MUST_USE;
void counts_clear(struct counttable *table);

/* Counts a batch of pairs in the table that threads share, and spills it if it exceeds its
 * share.  The thread's own table gets counts that are too large for that one; NULL: they are
 * left in the batch for the caller. */
int counts_pour(struct counts *counts, struct counttable *table, struct pairbatch *batch,
	struct fault *fault) MUST_USE;

/* Adds a vocabulary to the counts, and takes its memory.  Several
 * threads must not do that. */
int counts_add_vocabulary(struct counts *counts, struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;

/* Sorts what the tables hold, and merges runs until there are few enough to
 * be read at once. */
int counts_finish(struct counts *counts, int threads, struct fault *fault) MUST_USE;

/* All terms in order. */
int counts_merge(const struct counts *counts, struct countmerge *merge,
	struct fault *fault) MUST_USE;

/* The terms of one of a number of parts, where nothing was spilled: the parts one
 * after the other are the whole. */
int counts_merge_part(const struct counts *counts, size_t part, size_t parts,
	struct countmerge *merge, struct fault *fault) MUST_USE;

#endif
