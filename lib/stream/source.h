/* source - reads matrix streams: one, or several as if by cat.
 *
 * Calling sequence:
 *     source_open, then header and vocabulary are set;
 *     source_next until it returns 0;  then totals are set;
 *     source_close.
 * source_next gives packed blocks of rows in order; inflating and decoding
 * (corpus_unpack, dense_unpack) may run in other threads.  Everything is
 * checked: sizes, order, totals, digests of what was unpacked (the digest
 * over all is compared from the members' heads), and the end mark; faults
 * name the stream, the block and the rows before it. */
#ifndef STREAM_SOURCE_H
#define STREAM_SOURCE_H

#include "base/fault.h"
#include "stream/header.h"
#include "stream/pack.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

struct totals {
	uint64_t rows, nonzeros, members, streams;
	struct digest digest;  /* of one stream its name; of several the digest of their digests */
};

struct source {
	struct header header;         /* of the first stream; borrowed from source_stream 0 */
	struct vocabulary vocabulary; /* of the first stream */
	struct totals totals;         /* complete after the end */
	struct source_state *state;
};

/* paths: count of them, NULL or "-" for standard input; count 0 is standard
 * input too.  The paths stay the caller's and must live as long. */
int source_open(struct source *source, const char *const *paths, size_t count,
	struct fault *fault) MUST_USE;

/* The same, and FAULT_DATA where the kind is another. */
int source_open_kind(struct source *source, enum kind kind, const char *const *paths,
	size_t count, struct fault *fault) MUST_USE;

/* 1: one more block of rows; 0: all streams are complete; -1. */
int source_next(struct source *source, struct packed *block, struct fault *fault) MUST_USE;

/* The streams read so far (all of them after the end), and the header of one
 * of them: column lines, recipe and, for factors, columns differ from stream
 * to stream.  Of corpora only the first is kept.  Valid until source_close. */
size_t source_streams(const struct source *source);
const struct header *source_stream(const struct source *source, size_t stream);

/* The first operand, as in messages: the source of the header.  source_at puts
 * it before a fault that does not begin with it, and returns -1. */
const char *source_name(const struct source *source);
int source_at(const struct source *source, struct fault *fault);

void source_close(struct source *source); /* idempotent; accepts zeroed */

#endif
