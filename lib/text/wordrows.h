/* wordrows - rows of documents while their terms are counted, for one reading of the text.
 *
 * A term's number is provisional: the order in which it came up, in one thread's tables,
 * until these are spilled.  What has one row of numbers is a source.  The tables' slots
 * then hold, in place of counts, the number (cf; of slots UINT64_MAX less it, since those
 * of large cf are laid out first), the document that had the term last
 * (last), and the term's place in the open row (df); counts are kept by number.
 *
 * Encoded, a document is: name length, name, distinct terms, as varints.  Then four terms at
 * a time, since what is of fixed size takes no branches: a byte with two bits a term, which
 * say in how many bytes of wordrows_sizes its number is, times four, and its count less 1; where
 * that is 3 or more, it is 3, and the count follows as a varint.  At the end are, where
 * threads share the table of pairs (pairterms.h), how many pairs the document has, as a varint,
 * and each of them in four bytes, as often as it came: a pair is its own number in all sources. */
#ifndef TEXT_WORDROWS_H
#define TEXT_WORDROWS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "text/counts.h"
#include "text/spill.h"
#include "text/termrecord.h"
#include "text/wordkey.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The terms of some chunks: those of a table, or of two runs that were spilled. */
struct wordsource {
	struct counttable *table;    /* NULL: spilled, as: */
	struct spill_run words, terms;
	uint64_t order;              /* where their numbers are, in the order of the runs */
	size_t ordered;          /* how many of them */
	size_t numbers;
	uint32_t *column;            /* size numbers, once known; owned */
	atomic_size_t chunks;        /* that are not yet rewritten */
};

/* The encoded rows of a chunk. */
struct wordchunk {
	uint64_t offset;
	size_t size, documents;
	size_t source;
};

/* What all threads write.  Zeroed but for the lock: nothing. */
struct wordstore {
	struct tempfile file;        /* chunks, and orders */
	struct wordchunk *chunk;     /* size chunks, as they were read */
	size_t chunks, chunk_room;
	struct wordsource **source;  /* size sources */
	size_t sources, source_room;
	pthread_mutex_t lock;
};

enum { WORDROWS_GROUP = 4, WORDROWS_COUNT = 3 };
static const unsigned char wordrows_sizes[4] = {1, 2, 3, 5};

void wordrows_store_init(struct wordstore *store);
void wordrows_store_release(struct wordstore *store);

struct wordentry {
	uint32_t number, count;
};

struct wordstat {
	uint64_t cf, df;
};

/* One thread's. */
struct wordrows {
	struct wordentry *entry; /* size count: the open row */
	size_t count, room;
	uint32_t *pair;          /* size pairs: of the open row */
	size_t pairs, pair_room;
	struct wordstat *stat;   /* size numbers */
	size_t numbers, stat_room;
	size_t source;           /* that the numbers are of */
};

void wordrows_release(struct wordrows *rows);
size_t wordrows_bytes(const struct wordrows *rows);

/* The source of the thread's table begins. */
int wordrows_begin(struct wordrows *rows, struct wordstore *store, struct counttable *table,
	struct fault *fault) MUST_USE;

/* Room for as many tokens. */
int wordrows_reserve(struct wordrows *rows, size_t tokens, struct fault *fault) MUST_USE;

int wordrows_reserve_pairs(struct wordrows *rows, size_t pairs, struct fault *fault) MUST_USE;

static inline void wordrows_pair(struct wordrows *rows, uint32_t pair)
{
	rows->pair[rows->pairs++] = pair;
}

/* The term is not in the open row. */
static inline void wordrows_enter(struct wordrows *rows, uint32_t number)
{
	rows->entry[rows->count++] = (struct wordentry){number, 1};
	__builtin_prefetch(&rows->stat[number], 1);
}

/* A term of this number, whose place in the open row was place where it is in it already
 * (known): its place.  Without a branch: a document has words again as often as not. */
static inline size_t wordrows_count(struct wordrows *rows, uint32_t number, bool known,
	size_t place)
{
	const size_t at = rows->count ^ ((rows->count ^ place) & (0 - (size_t)known));
	struct wordentry *entry = &rows->entry[at];

	entry->number = number;
	entry->count = (entry->count & (0 - (uint32_t)known)) + 1;
	rows->count += !known;
	__builtin_prefetch(&rows->stat[number], 1);
	return at;
}

static inline void wordrows_slot(struct wordrows *rows, struct wordslot *slot, uint32_t document)
{
	if (slot->last == 0)
		slot->cf = UINT64_MAX - rows->numbers++;
	slot->df = (uint32_t)wordrows_count(rows, (uint32_t)(UINT64_MAX - slot->cf),
		slot->last == document, slot->df);
	slot->last = document;
}

static inline void wordrows_record(struct wordrows *rows, struct termrecord *record,
	uint32_t document)
{
	if (record->last == 0)
		record->cf = rows->numbers++;
	record->df = wordrows_count(rows, (uint32_t)record->cf, record->last == document,
		(size_t)record->df);
	record->last = document;
}

/* The counts that the table of pairs does not hold are those of words of the thread's table. */
int wordrows_take_full(struct wordrows *rows, struct counttable *table, struct pairbatch *batch,
	struct fault *fault) MUST_USE;

/* Ends the row: counts it, and appends it to out. */
int wordrows_end(struct wordrows *rows, const char *name, size_t name_length, struct bytes *out,
	struct fault *fault) MUST_USE;

/* A chunk's rows, encoded, to the store: one at a time, in order. */
int wordrows_put(struct wordstore *store, const struct bytes *encoded, size_t documents,
	size_t source, struct fault *fault) MUST_USE;

/* The slots of the table get their counts, and as last their numbers. */
void wordrows_settle(const struct wordrows *rows, struct counttable *table);

/* The table, sorted, was spilled: keeps its order; the next source begins. */
int wordrows_spilled(struct wordrows *rows, struct wordstore *store, struct counttable *table,
	const struct spill_run run[2], struct fault *fault) MUST_USE;

#endif
