/* sink - writes a matrix stream: header, vocabulary, blocks, end mark.
 *
 * Calling sequence: sink_open, sink_begin, sink_put for each block, then
 * sink_commit; sink_release in any case.  Without commit the target stays as it
 * was before. */
#ifndef STREAM_SINK_H
#define STREAM_SINK_H

#include "base/fault.h"
#include "base/outfile.h"
#include "stream/header.h"
#include "stream/pack.h"
#include "stream/source.h"
#include "stream/vocabulary.h"

#include <stdbool.h>

struct sink {
	struct outfile out;
	struct packer *packer;
	struct digester *digester;
	struct packed block; /* of the sink's own blocks */
	struct totals totals;
	int threads; /* that pack rows of terms (termrows.h); 0: one */
};

/* Header and vocabulary, packed.  Zeroed: none. */
struct sink_head {
	struct packed header, vocabulary;
	bool made;
};

/* path NULL or "-": standard output, refused where that is a terminal and
 * force is false (FAULT_USAGE). */
int sink_open(struct sink *sink, const char *path, bool force, struct fault *fault) MUST_USE;

/* Writes the header, with the fingerprints, documents and tokenizer of the
 * vocabulary in place of the header's own, and the vocabulary. */
int sink_begin(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* The same for streams that begin alike: the first one packs it, into head. */
int sink_begin_alike(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct sink_head *head,
	struct fault *fault) MUST_USE;
void sink_head_release(struct sink_head *head); /* idempotent; accepts zeroed */

int sink_put(struct sink *sink, const struct packed *block, struct fault *fault) MUST_USE;

/* The end mark, then outfile_commit; sink_end leaves that to the caller. */
int sink_commit(struct sink *sink, struct fault *fault) MUST_USE;
int sink_end(struct sink *sink, struct fault *fault) MUST_USE;
void sink_release(struct sink *sink);

#endif
