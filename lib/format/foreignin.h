/* foreignin - foreign text to a matrix stream.
 *
 * Chunks of whole rows are parsed and packed in parallel, and spooled to a
 * temporary file until the columns' frequencies are known; then header,
 * vocabulary and blocks are written.  In one pass over the text, and in
 * memory for a few chunks a thread, the vocabulary and the longest row.
 * A text whose lines are in another order is sorted first (resort.h). */
#ifndef FORMAT_FOREIGNIN_H
#define FORMAT_FOREIGNIN_H

#include "base/fault.h"
#include "format/entries.h"
#include "format/foreign.h"
#include "stream/header.h"
#include "stream/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOREIGN_BASE UINT64_MAX

struct foreign_import {
	const struct foreign_format *format;
	const char *path;       /* NULL or "-": standard input */
	const char *vocabulary; /* file of terms, NULL: columns are named by number */
	const char *names;      /* file of names of documents, NULL */
	enum foreign_values want;
	enum values precision;  /* of weights: VALUES_F32 or VALUES_F64 */
	uint64_t base;          /* of the columns; FOREIGN_BASE: what the text or the format says */
	bool sum;               /* entries of one place are added up */
	int threads;
	size_t chunk_size;      /* bytes of text, 0: what suits the format */
	size_t run_most;        /* entries that are sorted in memory; 0: TRIPLE_RUN */
	uint64_t believed;      /* foreign_check_claim; 0: FOREIGN_BELIEVED */

	/* set */
	uint64_t rows;    /* documents */
	uint64_t zeros;   /* entries of value 0, which were left out */
	uint64_t columns; /* the largest column met, plus 1, counted from 0 */
	uint64_t terms;   /* of the vocabulary */
	uint64_t from;    /* the first column's number that was used */
	bool first_unused; /* no entry has the first column */
	bool said;        /* the text itself gives the base of columns ... */
	uint64_t said_base; /* ... and that is this */
};

/* The default type of values of a format: formats of
 * counts accept nothing else. */
enum foreign_values foreignin_default(const struct foreign_format *format);

/* From header to the last block; the caller opens and commits the sink.
 * Faults in the text name its path and line. */
int foreignin_read(struct foreign_import *import, struct sink *sink,
	struct fault *fault) MUST_USE;

#endif
