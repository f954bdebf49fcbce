/* feed - a corpus as chunks, again and again.
 *
 * A chunk ends where a stream ends, so that the statistics of several streams
 * are the sum of the statistics of each, bit by bit.
 *
 * What fits in the memory given is read once and stays; more is read from
 * its files at each pass.  The chunks are the same either way. */
#ifndef LDA_FEED_H
#define LDA_FEED_H

#include "base/fault.h"
#include "lda/chunk.h"
#include "stream/corpus.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Documents one after the other; of their names a hash alone. */
struct lda_documents {
	size_t count, nonzeros;
	size_t *start;   /* size count + 1 */
	uint32_t *term;  /* size nonzeros */
	float *count_of; /* size nonzeros: how often the term occurs, or its weight */
	uint64_t *key;   /* size count: hashes of the names */
	size_t *end;     /* size ends: documents before each change from stream to stream */
	size_t ends;
	size_t stream;   /* of the last document */
	size_t start_room, term_room, count_room, key_room, end_room;
};

struct lda_feed {
	struct header header;         /* of the first stream, without column lines */
	struct vocabulary vocabulary; /* owned */
	uint64_t documents, nonzeros; /* of the corpus */
	struct digest digest;         /* of the corpus */
	const char *const *paths;     /* borrowed */
	size_t path_count;
	int threads;
	bool weights;                 /* weights are allowed */
	bool resident;
	struct source source;         /* open, of a corpus to be read once */
	bool once;
	struct lda_documents kept;    /* all of them, or those on their way */
	struct lda_chunk *chunks;     /* of kept */
	size_t chunk_count, chunk_room;
	size_t arranged;              /* the batch they were arranged for, + 1; 0: none */
	uint32_t **tally;             /* a thread each: V zeros */
};

/* Opens the operands (as source_open has them), looks at them, and reads them
 * where they take at most memory bytes.  memory 0: for one pass alone, which
 * goes over them as they come; documents and digest hold after it.
 * FAULT_DATA: weights, unless allowed; another kind of stream.  FAULT_USAGE:
 * standard input and too large. */
int lda_feed_open(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, struct fault *fault) MUST_USE;
void lda_feed_close(struct lda_feed *feed);

/* One pass: visit is given each chunk in order, arranged.  batch: chunks end
 * at every multiple of so many documents (0: nowhere but at the end). */
int lda_feed_pass(struct lda_feed *feed, size_t batch,
	int (*visit)(void *context, const struct lda_chunk *chunk, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The counts of a row, as f32.  FAULT_DATA, with the row's name, where one is
 * negative or over 2^31, or they are together. */
int lda_feed_row_counts(const struct rows *rows, size_t row, float *counts,
	struct fault *fault) MUST_USE;

/* FAULT_DATA where the values are weights, unless these are allowed. */
int lda_feed_check_values(const struct source *source, bool weights, struct fault *fault) MUST_USE;

#endif
