/* dense - rows of k numbers, by blocks (mz(5), "Dense rows").
 *
 * Vectors have a row a document, by name.  The other dense kinds (factors,
 * basis, product, topics, statistics) have a row a term, by its number in the
 * stream's vocabulary, ascending over the whole stream; terms without a row
 * are rows of zeros (statistics of a shard have only its words).
 *
 * A block of whole numbers (VALUES_I64) that are not negative is written as varints
 * where these are less than 4 bytes a number; else one whose numbers all fit in 32 bits
 * takes 32 for each. */
#ifndef STREAM_DENSE_H
#define STREAM_DENSE_H

#include "base/fault.h"
#include "stream/header.h"
#include "stream/pack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A block is closed once its values take this many bytes. */
enum { DENSE_BLOCK_BYTES = 524288 };

/* Some rows.  A zeroed struct holds none. */
struct dense {
	size_t count;     /* n, rows */
	size_t k;         /* columns */
	enum values values; /* VALUES_F32, VALUES_F64 or VALUES_I64 */
	bool named;       /* rows have names (vectors), else term numbers */
	uint32_t *term;   /* size n: ascending */
	char *names;      /* zero-terminated, one after the other */
	size_t *name;     /* size n+1: where each begins in names */
	float *f32;       /* n x k, row-major; the one that values says */
	double *f64;
	int64_t *i64;
	size_t term_room, names_room, name_room, value_room;
};

void dense_release(struct dense *dense);
/* No rows, of this shape; keeps the memory. */
void dense_clear(struct dense *dense, enum values values, size_t k, bool named);

/* Room for one more row; *row points to its k values, which the caller
 * fills.  dense_add_term needs ascending term numbers. */
int dense_add_term(struct dense *dense, uint32_t term, void **row,
	struct fault *fault) MUST_USE;
int dense_add_named(struct dense *dense, const char *name, size_t length, void **row,
	struct fault *fault) MUST_USE;
bool dense_full(const struct dense *dense);

/* A value of f32 or f64. */
static inline double dense_value(const struct dense *dense, size_t row, size_t column)
{
	size_t i = row * dense->k + column;

	return dense->values == VALUES_F64 ? dense->f64[i] : (double)dense->f32[i];
}

/* Rows to a packed block and back.  Unpacking checks everything (names,
 * term numbers below terms, the vocabulary's size, values finite):
 * FAULT_DATA names the row.  k is header->columns; rows are named where
 * header->kind is KIND_VECTORS. */
int dense_pack(struct packer *packer, const struct dense *dense, struct packed *out,
	struct fault *fault) MUST_USE;
int dense_unpack(struct packer *packer, const struct packed *in,
	const struct header *header, uint64_t terms, struct dense *dense,
	struct fault *fault) MUST_USE;

/* The last term of the current stream; zeroed at the beginning. */
struct term_order {
	size_t stream;
	uint64_t next; /* the least term number that may follow */
};

/* Blocks in the order of reading, each with its terms (none where rows are named):
 * FAULT_DATA where a block's first term is not above those of the blocks before it
 * in its stream. */
int dense_terms_in_order(struct term_order *order, const struct packed *block,
	const uint32_t *term, size_t count, struct fault *fault) MUST_USE;

#endif
