/* stripes - a sparse matrix cut by columns, for products with a panel.
 *
 * Each nonzero of a product with a panel wants a row of it, a cache line.  Rows
 * of the panel that STRIPE columns select mostly stay in the caches, and a column's
 * place in its stripe takes two bytes; so nonzeros are stored stripe by stripe, and
 * within one by rows.  Narrower stripes, which fit in a core's second cache, lose more
 * by short rows than they gain.  A row's sum is over stripes in their order, within a
 * stripe over runs of 256 nonzeros: the bits depend neither on the threads nor on the
 * processor. */
#ifndef NUM_STRIPES_H
#define NUM_STRIPES_H

#include "base/fault.h"
#include "num/csr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STRIPE = 65536 };

struct stripes {
	size_t rows, columns, count;
	size_t *start;    /* size count * rows + 1: where row i of stripe s begins, at s * rows + i;
			     owned, and the others' memory is behind it */
	uint16_t *column; /* size nonzeros: within the stripe */
	float *value;
};

/* Of the matrix.  A zeroed struct, or one released, holds nothing. */
int stripes_build(struct stripes *stripes, const struct matrix *matrix, int threads,
	struct fault *fault) MUST_USE;

/* Of the transpose of what others hold. */
int stripes_turn(struct stripes *stripes, const struct stripes *other, int threads,
	struct fault *fault) MUST_USE;
void stripes_release(struct stripes *stripes);

/* Bytes that a matrix of this size takes. */
size_t stripes_bytes(size_t rows, size_t columns, size_t nonzeros);

/* out (rows x PANEL) := matrix in (columns x PANEL).  Cost: 32 nnz flops. */
int stripes_multiply(const struct stripes *stripes, const float *in, float *out, int threads,
	struct fault *fault) MUST_USE;

/* out := what kernel makes of in, rows [begin, end) of it by one thread.  in and out are where
 * all of them begin. */
typedef void stripes_kernel(const struct stripes *stripes, size_t begin, size_t end,
	const float *in, float *out);
int stripes_by_slices(const struct stripes *stripes, stripes_kernel *kernel, const float *in,
	float *out, int threads, struct fault *fault) MUST_USE;

#endif
