/* csr - sparse matrices by rows, in pieces.
 *
 * A matrix is a row of pieces, each some consecutive rows.  Where a piece
 * ends depends on its content alone (PIECE_NONZEROS), so sums piece by
 * piece have the same bits however the pieces were distributed.  It also means
 * that a matrix grows without moving what it has.
 *
 * Values are f32, after a scaling by a power of two that the whole matrix
 * shares, which makes squares of 1e30 and 1e-30 harmless. */
#ifndef NUM_CSR_H
#define NUM_CSR_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

#define PIECE_NONZEROS ((size_t)1 << 19)

struct csr {
	size_t rows;
	size_t nonzeros;
	size_t first;      /* number of this piece's first row in the matrix */
	size_t *start;     /* size rows+1: where each row begins in column and value */
	uint32_t *column;  /* size nonzeros: ascending within a row */
	float *value;      /* size nonzeros */
	size_t start_room, column_room, value_room;
};

struct matrix {
	size_t rows, columns, nonzeros;
	struct csr *piece; /* size count; the last may be growing */
	size_t count, room;
	int exponent;      /* the values stand for value * 2^exponent */
};

/* A zeroed struct is a matrix of no rows. */
void csr_release(struct matrix *matrix);

/* Gives up the pieces; what else is known of the matrix stays. */
void csr_release_pieces(struct matrix *matrix);

/* Appends a row of length nonzeros, its columns ascending and below columns.
 * Values are taken as they are. */
int csr_append(struct matrix *matrix, size_t length, const uint32_t *column,
	const float *value, struct fault *fault) MUST_USE;

/* Completes the matrix: frees unused memory, and scales values so
 * that the largest magnitude is in [1, 2).  A matrix of zeros stays. */
int csr_finish(struct matrix *matrix, struct fault *fault) MUST_USE;

/* transposed := matrix', in pieces of its own.  transposed is zeroed. */
int csr_transpose(const struct matrix *matrix, struct matrix *transposed,
	struct fault *fault) MUST_USE;

/* Bytes that a matrix of this size takes. */
size_t csr_bytes(size_t rows, size_t nonzeros);

/* Sum of all squares, in f64, in the order of the rows; scaled values. */
double csr_squares(const struct matrix *matrix);

#endif
