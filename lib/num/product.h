/* product - sparse times dense.
 *
 * Dense operands of few columns are cut into panels of PANEL columns, each
 * stored by rows: a row of a panel is one cache line, and that is what a
 * nonzero costs.  Sums go in PANEL fixed lanes with the fused multiply-add
 * written out: the bits are the same on any processor, and with any number
 * of threads, for the work is cut by panels and by the matrix's pieces.
 *
 * Rounding, where A' (A in) is made at once: a row's product sums runs of 256 nonzeros in
 * f32, and the runs; a column's sums rows within 8 pieces in f32, these within a group, and
 * groups (at most PRODUCT_GROUPS).  A sum whose parts have n1, n2, n3 terms errs by
 * about 2^-24 (sqrt(n1) + sqrt(n2) + sqrt(n3)) of its absolute sum. */
#ifndef NUM_PRODUCT_H
#define NUM_PRODUCT_H

#include "base/fault.h"
#include "num/csr.h"
#include "num/stripes.h"
#include "num/tile.h"

#include <stdbool.h>
#include <stddef.h>

enum { PRODUCT_GROUPS = 8 };

/* Panels of a dense matrix: columns [16 p, 16 p + 16) are panel p, zeros
 * beyond the last; element (i, j) is data[(j / 16 * rows + i) * 16 + j % 16]. */
struct panels {
	size_t rows, columns;
	size_t count; /* panels */
	float *data;  /* size count * rows * PANEL, aligned; owned */
};

int product_panels_init(struct panels *panels, size_t rows, size_t columns,
	struct fault *fault) MUST_USE;
void product_panels_release(struct panels *panels);

static inline float *product_panels_at(const struct panels *panels, size_t panel)
{
	return panels->data + panel * panels->rows * PANEL;
}

/* out := A' (A in).
 *   matrix  m x n, m documents      in, out  n x b
 * Cost: 4 nnz b flops; one pass over the matrix for each panel.
 * Scratch for groups is kept in *scratch between calls; zero it first and
 * product_panels_release it in the end. */
int product_gram(const struct matrix *matrix, const struct panels *in, struct panels *out,
	struct panels *scratch, int threads, struct fault *fault) MUST_USE;

/* A matrix and its transpose, in stripes: the same product by two gathers, each
 * of its rows one sum, where product_gram scatters the second.  Takes twice the
 * memory, and half the time or less. */
struct product_pair {
	struct stripes there, back;
	struct panels middle; /* m x PANEL, scratch */
};

/* A: the matrix, or, turned, its transpose.  Its pieces are given up on the way, so that one
 * half takes their memory. */
int product_pair_build(struct product_pair *pair, struct matrix *matrix, bool turned,
	int threads, struct fault *fault) MUST_USE;
void product_pair_release(struct product_pair *pair);

int product_pair_gram(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault) MUST_USE;

/* out (m x b) := A in; sums as product_pair_gram's. */
int product_pair_times(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault) MUST_USE;

/* The same, but sums in f64, rounded once, as product_rows. */
int product_pair_rows(const struct product_pair *pair, const struct panels *in,
	struct panels *out, int threads, struct fault *fault) MUST_USE;

/* square (size b) := the squared norms of A in's columns, each of its numbers as of
 * product_pair_rows. */
int product_pair_squares(const struct product_pair *pair, const struct panels *in,
	double *square, int threads, struct fault *fault) MUST_USE;

/* product_gram for one piece and one panel, in and sum n x PANEL; sum is
 * incremented. */
void product_gram_piece(const struct csr *piece, const float *in, float *sum);

/* out := A in for rows [begin, end) of a piece: rows of in->columns numbers,
 * lead >= 16 in->count apart (what is beyond the columns is zeros).  Sums are in f64 but for
 * short runs, and rounded once: they err by some 2^-24, however many are equal.
 * Cost: 2 nnz b flops. */
void product_rows(const struct csr *piece, size_t begin, size_t end,
	const struct panels *in, float *out, size_t lead);

#endif
