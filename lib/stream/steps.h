/* steps - sparse rows of whole steps, by blocks (mz(5), "Sparse rows").
 *
 * The sparse form of topics and statistics: a row belongs to a term, and has
 * for some of the columns their steps, and the sum of the steps of all
 * the other columns.  Lossless; terms ascend as in dense blocks. */
#ifndef STREAM_STEPS_H
#define STREAM_STEPS_H

#include "base/fault.h"
#include "stream/header.h"
#include "stream/pack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block is closed once it has this many entries. */
enum { STEPS_BLOCK_ENTRIES = 131072 };

/* Some rows.  A zeroed struct holds none. */
struct step_rows {
	size_t count;      /* n, rows */
	size_t entries;    /* of all rows */
	uint32_t *term;    /* size n: ascending */
	uint64_t *rest;    /* size n: steps of the columns that have no entry */
	size_t *start;     /* size n + 1: where a row's entries begin */
	uint32_t *column;  /* size entries: ascending in a row */
	uint64_t *value;   /* size entries: at least 1 */
	size_t term_room, rest_room, start_room, column_room, value_room;
};

void steps_release(struct step_rows *steps);
void steps_clear(struct step_rows *steps); /* no rows; keeps the memory */

/* A row with room for n entries, which begin at steps->start[steps->count - 1]
 * and are the caller's to fill. */
int steps_add(struct step_rows *steps, uint32_t term, uint64_t rest, size_t n,
	struct fault *fault) MUST_USE;
bool steps_full(const struct step_rows *steps);

/* Rows to a packed block and back.  Unpacking checks everything: term numbers
 * below terms and ascending, columns below header->columns and ascending, and
 * FAULT_DATA names the row. */
int steps_pack(struct packer *packer, const struct step_rows *steps, struct packed *out,
	struct fault *fault) MUST_USE;
int steps_unpack(struct packer *packer, const struct packed *in,
	const struct header *header, uint64_t terms, struct step_rows *steps,
	struct fault *fault) MUST_USE;

#endif
