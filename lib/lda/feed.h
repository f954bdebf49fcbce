/* feed - a corpus as chunks, any number of times.
 *
 * A chunk ends where a stream ends, so that the statistics of several streams
 * are the sum of the statistics of each, bit by bit.
 *
 * A corpus that fits in the memory given is read once and kept; a larger one is
 * read from its files in each pass.  The chunks are the same either way. */
#ifndef LDA_FEED_H
#define LDA_FEED_H

#include "base/fault.h"
#include "lda/chunk.h"
#include "lda/docs.h"
#include "stream/corpus.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How rows come to have the columns of another vocabulary than they were counted with. */
struct lda_recode {
	void *context;
	/* given what the corpus was counted with, before any row; *as: what rows have then,
	 * borrowed until the feed is closed */
	int (*begin)(void *context, const struct vocabulary *vocabulary,
		const struct vocabulary **as, struct fault *fault);
	/* appends the rows of in to out, as relay_corpus has it */
	int (*rows)(void *context, const struct rows *in, struct rows *out, struct fault *fault);
};

struct lda_feed {
	struct header header;         /* of the first stream, without column lines */
	struct vocabulary vocabulary; /* owned; of recoded rows: size and terms alone */
	struct digest terms;          /* of the files */
	const struct lda_recode *recode; /* NULL: rows stay as they are; borrowed */
	struct rows recoded;
	uint64_t documents, nonzeros; /* of the corpus */
	struct digest digest;         /* of the corpus */
	struct docsum sum;            /* of the documents of the last pass; where all are kept,
	                                 from the beginning */
	const char *const *paths;     /* borrowed */
	size_t path_count;
	int threads;
	bool weights;                 /* weights are allowed */
	bool resident;
	struct source source;         /* open, of a corpus to be read once */
	bool once;
	uint64_t memory;              /* bytes */
	struct lda_parts only;        /* a pass has these alone; of 0: all */
	struct lda_documents kept;    /* all of them, or those on their way */
	struct lda_documents drawn;   /* of kept, mini-batch by mini-batch */
	struct lda_chunk *chunks;     /* of kept or drawn */
	size_t chunk_count, chunk_room;
	bool arranged;                /* chunks are those of all that is kept */
	uint32_t **tally;             /* a thread each: V zeros */
};

/* Opens the operands (as source_open does), and reads them
 * where they take at most memory bytes.  memory 0: for one pass only, which
 * reads them as a stream; documents and digest hold after it.
 * FAULT_DATA: weights, unless allowed; another kind of stream.  FAULT_USAGE:
 * standard input or a pipe, which can't be read twice, and too large. */
int lda_feed_open(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, struct fault *fault) MUST_USE;
/* The same, of rows that are recoded as they are read. */
int lda_feed_open_recoded(struct lda_feed *feed, const char *const *paths, size_t count,
	bool weights, uint64_t memory, int threads, const struct lda_recode *recode,
	struct fault *fault) MUST_USE;
void lda_feed_close(struct lda_feed *feed);

/* Given each chunk, arranged. */
typedef int (*lda_feed_visit)(void *context, const struct lda_chunk *chunk,
	struct fault *fault);

/* One pass: all chunks, in order. */
int lda_feed_pass(struct lda_feed *feed, lda_feed_visit visit, void *context,
	struct fault *fault) MUST_USE;

/* One pass in mini-batches: the documents of each of so many parts in their order
 * (sample.h), first those of part 0.  A part may have no documents and then no chunk.
 * Files that don't stay in memory are read several times, each time for as many
 * parts as fit. */
int lda_feed_parts(struct lda_feed *feed, uint64_t parts, lda_feed_visit visit,
	void *context, struct fault *fault) MUST_USE;

/* FAULT_DATA where the values are weights, unless these are allowed. */
int lda_feed_check_values(const struct source *source, bool weights, struct fault *fault) MUST_USE;

#endif
