/* relay - a corpus through a step, block by block, on several threads.
 *
 * A block is read, and in one thread inflated, decoded, worked on, encoded
 * and deflated; blocks are written in the order of reading.  So what comes
 * out does not depend on the threads, and memory is a few blocks a thread. */
#ifndef STREAM_RELAY_H
#define STREAM_RELAY_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/source.h"

/* Corpus to corpus: step is given the rows of a block and appends what they
 * become to out, which is empty and of the values given.  Runs side by side
 * in several threads.  A block that becomes no rows is left out. */
int relay_corpus(struct source *source, struct sink *sink, enum values values, int threads,
	int (*step)(void *context, const struct rows *in, struct rows *out,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* Corpus to two corpora of the same values: rows that choose is true for go
 * to the first sink, the others to the second. */
int relay_split(struct source *source, struct sink *first, struct sink *second, int threads,
	bool (*choose)(void *context, const struct rows *rows, size_t row), void *context,
	struct fault *fault) MUST_USE;

/* Corpus to vectors of k numbers: the same, with dense_add_named. */
int relay_vectors(struct source *source, struct sink *sink, enum values values, size_t k,
	int threads,
	int (*step)(void *context, const struct rows *in, struct dense *out,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* Rows that are made one block after the other, packed side by side: fill
 * is given an empty block; 1, or 0 at the end. */
int relay_fill(int (*fill)(void *from, struct rows *rows, struct fault *fault), void *from,
	struct sink *sink, enum values values, int threads, struct fault *fault) MUST_USE;

/* Decodes side by side, visits the blocks' rows one at a time, in order. */
int relay_each(struct source *source, int threads,
	int (*visit)(void *context, const struct rows *rows, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for blocks that next gives (1, 0 at the end: source_next with a
 * struct source, or spool_next with a struct spool), and visit sees the block
 * as it came as well. */
int relay_blocks(int (*next)(void *from, struct packed *block, struct fault *fault),
	void *from, const struct header *header, int threads,
	int (*visit)(void *context, const struct packed *block, const struct rows *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for blocks of dense rows, with the header of their stream. */
int relay_each_dense(struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct dense *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

#endif
