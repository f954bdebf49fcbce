/* wordrows - rows of documents while their terms are counted, for one reading of the text.
 *
 * A term's number is provisional: the order in which it came up, in one thread's tables,
 * until these are spilled.  What has one row of numbers is a source.  The tables' slots
 * then hold, in place of counts, the number (cf; of slots UINT64_MAX less it, since those
 * of large cf are laid out first), the document that had the term last
 * (last), and the term's place in the open row (df); counts are kept by number.
 *
 * Encoded, a document is: name length, name, distinct terms, and of each twice its number,
 * which is one more where the count follows, since it is not 1; all as varints. */
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

/* The term is not in the open row. */
static inline void wordrows_enter(struct wordrows *rows, uint32_t number)
{
	rows->entry[rows->count++] = (struct wordentry){number, 1};
	__builtin_prefetch(&rows->stat[number], 1);
}

static inline void wordrows_slot(struct wordrows *rows, struct wordslot *slot, uint32_t document)
{
	if (slot->last == document) {
		rows->entry[slot->df].count++;
		return;
	}
	if (slot->last == 0)
		slot->cf = UINT64_MAX - rows->numbers++;
	slot->last = document;
	slot->df = (uint32_t)rows->count;
	wordrows_enter(rows, (uint32_t)(UINT64_MAX - slot->cf));
}

static inline void wordrows_record(struct wordrows *rows, struct termrecord *record,
	uint32_t document)
{
	if (record->last == document) {
		rows->entry[record->df].count++;
		return;
	}
	if (record->last == 0)
		record->cf = rows->numbers++;
	record->last = document;
	record->df = rows->count;
	wordrows_enter(rows, (uint32_t)record->cf);
}

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
