/* docs - documents one after the other in memory, as they came from streams. */
#ifndef LDA_DOCS_H
#define LDA_DOCS_H

#include "base/fault.h"
#include "lda/parts.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"
#include "stream/rows.h"

#include <stddef.h>
#include <stdint.h>

/* Of names a hash alone. */
struct lda_documents {
	size_t count, nonzeros;
	size_t *start;   /* size count + 1 */
	uint32_t *term;  /* size nonzeros */
	float *count_of; /* size nonzeros: how often the term occurs, or its weight */
	uint64_t *key;   /* size count: hashes of the names */
	size_t *end;     /* size ends: documents before each change from stream to stream */
	size_t ends;
	size_t stream;   /* of the last document */
	struct docsum sum; /* of all rows that were appended, dropped since or not */
	struct namesketch names; /* theirs */
	size_t start_room, term_room, count_room, key_room, end_room;
};

void lda_docs_release(struct lda_documents *documents); /* idempotent; accepts zeroed */
void lda_docs_clear(struct lda_documents *documents);

/* Appends those rows that are of the parts.  FAULT_DATA as lda_docs_row_counts. */
int lda_docs_append_rows(struct lda_documents *documents, const struct rows *rows,
	const struct lda_parts *parts, struct fault *fault) MUST_USE;

/* Appends a document of others. */
int lda_docs_append(struct lda_documents *documents, const struct lda_documents *from,
	size_t document, struct fault *fault) MUST_USE;

/* The next document is of another stream than those so far. */
int lda_docs_end_stream(struct lda_documents *documents, struct fault *fault) MUST_USE;

/* Lets go of the first documents; the others move to the front. */
void lda_docs_drop(struct lda_documents *documents, size_t count);

/* The counts of a row, as f32.  FAULT_DATA, with the row's name, where one is
 * negative or over 2^31, or they are together. */
int lda_docs_row_counts(const struct rows *rows, size_t row, float *counts,
	struct fault *fault) MUST_USE;

#endif
