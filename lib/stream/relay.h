/* relay - a corpus through a step, block by block, on several threads.
 *
 * A block is read, and in one thread inflated, decoded, worked on, encoded
 * and deflated; blocks are written in the order of reading.  So the output
 * does not depend on the threads, and memory is a few blocks a thread. */
#ifndef STREAM_RELAY_H
#define STREAM_RELAY_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/dense.h"
#include "stream/sink.h"
#include "stream/source.h"
#include "stream/steps.h"

/* Corpus to corpus: step gets the rows of a block and appends what they
 * become to out, which is empty and of the values given.  Runs in parallel
 * in several threads.  A block that becomes no rows is left out. */
int relay_corpus(struct source *source, struct sink *sink, enum values values, int threads,
	int (*step)(void *context, const struct rows *in, struct rows *out,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for blocks that next gives (1, 0 at the end), of which those that keep is
 * true for are copied as they are. */
int relay_recode(int (*next)(void *from, struct packed *block, struct fault *fault), void *from,
	const struct header *header, struct sink *sink, enum values values, int threads,
	bool (*keep)(void *context, const struct packed *block),
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

/* Rows that are made one block after the other, packed in parallel: fill
 * is given an empty block; 1, or 0 at the end. */
int relay_fill(int (*fill)(void *from, struct rows *rows, struct fault *fault), void *from,
	struct sink *sink, enum values values, int threads, struct fault *fault) MUST_USE;

/* Decodes in parallel, visits the blocks' rows one at a time, in order. */
int relay_each(struct source *source, int threads,
	int (*visit)(void *context, const struct rows *rows, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for blocks that next gives (1, 0 at the end: relay_next with a struct
 * source, or what else has blocks), and visit also gets the packed block. */
int relay_blocks(int (*next)(void *from, struct packed *block, struct fault *fault),
	void *from, const struct header *header, int threads,
	int (*visit)(void *context, const struct packed *block, const struct rows *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* Blocks to text: format appends the text of a block's rows, in parallel, and
 * write takes rows and text one at a time, in order. */
int relay_text(int (*next)(void *from, struct packed *block, struct fault *fault), void *from,
	const struct header *header, int threads,
	int (*format)(void *context, const struct packed *block, const struct rows *rows,
		struct bytes *text, struct fault *fault),
	int (*write)(void *context, const struct rows *rows, const struct bytes *text,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* As relay_each, for blocks of dense rows, with the header of their stream;
 * terms are checked to ascend in each stream.  Sparse rows of topics and statistics
 * are visited as dense rows (stepsform.h). */
int relay_each_dense(struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct dense *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same for sparse rows of steps as they are, where the source's values are
 * VALUES_STEPS. */
int relay_each_steps(struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct step_rows *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* The same where the order does not matter: take runs in several threads at a time, thread in
 * [0, threads) picks its space. */
int relay_all_steps(struct source *source, int threads,
	int (*take)(void *context, int thread, const struct header *header,
		const struct step_rows *rows, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* relay_each_dense for blocks of the source that next gives. */
int relay_blocks_dense(int (*next)(void *from, struct packed *block, struct fault *fault),
	void *from, struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct dense *rows,
		struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

/* source_next, as a next of the above with a struct source. */
int relay_next(void *from, struct packed *block, struct fault *fault) MUST_USE;

#endif
