/* gather - a corpus into memory, as a sparse matrix. */
#ifndef LSI_GATHER_H
#define LSI_GATHER_H

#include "base/fault.h"
#include "num/csr.h"
#include "stream/corpus.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"
#include "stream/source.h"

#include <stdint.h>

/* matrix (zeroed) := all rows of an open source of a corpus, in f32; sum and names, unless
 * NULL, := the digest of the documents and a sample of their names.  Values
 * beyond f32 are FAULT_DATA and name the document; those too small for it
 * become zeros.  As soon as the matrix takes more than memory bytes:
 * FAULT_SYSTEM. */
int gather(struct source *source, struct matrix *matrix, uint64_t memory, int threads,
	struct docsum *sum, struct namesketch *names, struct fault *fault) MUST_USE;

/* The same row by row: one row of a block is appended to the matrix. */
struct gathering {
	struct matrix *matrix;
	uint64_t memory;
	float *value; /* of one row, where it must be converted; owned */
	struct docsum sum; /* of the blocks that were taken */
	struct namesketch names;
	size_t room;
};

/* Their documents. */
void gather_note(struct gathering *gathering, const struct rows *rows);
int gather_row(struct gathering *gathering, const struct rows *rows, size_t row,
	struct fault *fault) MUST_USE;
void gather_release(struct gathering *gathering);

#endif
