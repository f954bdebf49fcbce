/* spill - sorted runs of counted terms in a temporary file without a name,
 * in $TMPDIR or /tmp: it disappears however the process ends.
 *
 * A run's record: term length, term, df, cf; numbers are varints. */
#ifndef TEXT_SPILL_H
#define TEXT_SPILL_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/tempfile.h"
#include "text/termtable.h"
#include "text/wordtable.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* A counted term to be spilled. */
struct termcount {
	const char *term; /* borrowed, not zero-terminated */
	size_t length;
	uint64_t df, cf;
};

struct spill_run {
	uint64_t offset, size; /* bytes in the file */
};

struct spill {
	struct tempfile file;
	struct spill_run *run; /* size runs */
	size_t runs, room;
	pthread_mutex_t lock;
};

void spill_init(struct spill *spill);
void spill_release(struct spill *spill);

/* Appends the terms of a sorted table as a run, *run (of no terms: none, and size 0); it
 * stays readable when runs are merged.  Threads may do that in parallel. */
int spill_table(struct spill *spill, const struct termtable *table,
	const struct termplace *place, struct spill_run *run, struct fault *fault) MUST_USE;

int spill_words(struct spill *spill, const struct wordtable *table, struct spill_run *run,
	struct fault *fault) MUST_USE;

/* Appends a run term by term, one run at a time: begin, add in order, end. */
struct runwriter {
	struct spill *spill;
	struct bytes buffer;
	struct spill_run run;
};
int spill_writer_begin(struct runwriter *writer, struct spill *spill,
	struct fault *fault) MUST_USE;
int spill_writer_add(struct runwriter *writer, const struct termcount *count,
	struct fault *fault) MUST_USE;
int spill_writer_end(struct runwriter *writer, struct fault *fault) MUST_USE;
void spill_writer_release(struct runwriter *writer);

/* Reads a run: 1 and the next term, which holds until the next call; 0; -1.
 * room: bytes to read at once. */
struct runreader {
	const struct spill *spill;
	struct spill_run rest;
	struct bytes buffer;
	size_t at, chunk;
};
void spill_reader_begin(struct runreader *reader, const struct spill *spill, struct spill_run run,
	size_t room);
int spill_reader_next(struct runreader *reader, struct termcount *count,
	struct fault *fault) MUST_USE;
void spill_reader_release(struct runreader *reader);

#endif
