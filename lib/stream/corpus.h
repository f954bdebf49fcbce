/* corpus - sparse rows: documents x terms, by blocks (mz(5), "Rows of a corpus"). */
#ifndef STREAM_CORPUS_H
#define STREAM_CORPUS_H

#include "base/fault.h"
#include "stream/header.h"
#include "stream/pack.h"
#include "stream/rows.h"

#include <stddef.h>

/* Rows to a packed block, ready for sink_put, and back.  Unpacking checks
 * everything: FAULT_DATA names the row.  header->columns bounds the column numbers. */
int corpus_pack(struct packer *packer, const struct rows *rows, struct packed *out,
	struct fault *fault) MUST_USE;
int corpus_unpack(struct packer *packer, const struct packed *in,
	const struct header *header, struct rows *rows, struct fault *fault) MUST_USE;

/* The blocks of one piece of work.  A zeroed struct is an empty
 * list; its memory is used again after blocklist.count = 0. */
struct blocklist {
	struct packed *block; /* size room, of which count are in use */
	size_t count, room;
};

/* Packs the rows behind the others, and clears them. */
int corpus_blocklist_add(struct blocklist *list, struct packer *packer, struct rows *rows,
	struct fault *fault) MUST_USE;
void corpus_blocklist_release(struct blocklist *list);

#endif
