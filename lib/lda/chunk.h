/* chunk - some documents, in the order of documents and in that of terms.
 *
 * An E-step goes over a chunk document by document and then term by term, so
 * that no two threads write the same sum and every sum has one order. */
#ifndef LDA_CHUNK_H
#define LDA_CHUNK_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most documents, nonzeros (unless one document has more) and tokens of a
 * chunk: document numbers are 16-bit, counts on the grid below 2^31. */
enum { LDA_CHUNK_DOCUMENTS = 4096, LDA_CHUNK_NONZEROS = 1 << 20 };
#define LDA_CHUNK_TOKENS 0x1p30

struct lda_chunk {
	bool ends_batch; /* the last of a mini-batch, or of the corpus */
	size_t documents;
	size_t nonzeros;
	/* by document, borrowed from the feed */
	const size_t *start;    /* size documents + 1; begins at any number */
	const uint32_t *term;   /* term[start[d]..start[d + 1]) */
	const float *count;
	const uint64_t *key;    /* size documents: hashes of their names */
	/* by term, owned */
	size_t terms;           /* different ones */
	uint32_t *list;         /* size terms, ascending */
	size_t *list_start;     /* size terms + 1, from 0 */
	uint16_t *document;     /* size nonzeros */
	uint32_t *place;        /* size nonzeros: in document order, from 0 */
	size_t list_room, list_start_room, document_room, place_room;
};

void lda_chunk_release(struct lda_chunk *chunk);

/* How many of the documents from first on make the next chunk, at most
 * limit: start as in lda_chunk, of count documents. */
size_t lda_chunk_cut(const size_t *start, const float *value, size_t first, size_t count,
	size_t limit);

/* Fills what is by term.  tally is scratch: a zero for each of the V terms,
 * left so. */
int lda_chunk_arrange(struct lda_chunk *chunk, size_t terms, uint32_t *tally,
	struct fault *fault) MUST_USE;

#endif
