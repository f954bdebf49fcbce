/* chunks - foreign text cut into chunks of whole rows, by the text alone, so
 * that each can be parsed by itself and in any order. */
#ifndef FORMAT_CHUNKS_H
#define FORMAT_CHUNKS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/tempfile.h"
#include "format/foreign.h"
#include "stream/linefile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textin;

struct chunks {
	/* set before chunks_open, the rest zeroed */
	const struct foreign_format *format;
	const char *path;         /* borrowed */
	const char *names_path;   /* names of the rows, NULL: none; borrowed */
	size_t size;              /* bytes of a chunk, 0: the format's default */
	uint64_t believed;        /* rows and columns, foreign_check_claim */

	bool anyhow;              /* chunks are lines in any order, and rows of a chunk its
				   * lines that are not blank; names are not taken */

	struct foreign_head head; /* after chunks_open */
	uint64_t lines;           /* that the head took */
	struct textin *in;
	struct bytes text;        /* read and not yet returned */
	uint64_t bytes;           /* given out */
	uint64_t rows;            /* given out */
	bool ended;
	struct linefile names;
	struct tempfile copy;     /* of what was read, where that can't be read twice */
	uint64_t copy_at;         /* how much of it was read again */
	bool copied;              /* what is read comes from there */
};

/* Reads the head; without one, head has columns as its bound. */
int chunks_open(struct chunks *chunks, struct fault *fault) MUST_USE;

/* 1: one more; 0: the end (then rows is all of them, and there was a name
 * for each); -1. */
int chunks_next(struct chunks *chunks, struct foreign_chunk *chunk, struct fault *fault) MUST_USE;

/* Back to the beginning, anyhow.  A text of places that is no file was copied for this. */
int chunks_again(struct chunks *chunks, struct fault *fault) MUST_USE;

/* The names of so many rows more, into the chunk: for rows that were made anyhow. */
int chunks_name_rows(struct chunks *chunks, struct foreign_chunk *chunk,
	struct fault *fault) MUST_USE;
int chunks_check_names(struct chunks *chunks, struct fault *fault) MUST_USE; /* are used up */
void chunks_close(struct chunks *chunks); /* idempotent; accepts zeroed */

#endif
