/* ritz - a Rayleigh-Ritz step on k vectors that have nearly converged.
 *
 * For vectors V (n x k) whose span is known to f32's rounding, solves
 *     V'A'A V z = sigma^2 V'V z
 * with sums in f64.  A singular value's error is the square of its vector's,
 * so the loss by f32 is corrected, up to the rounding of the
 * products A v themselves, about 1e-7 of sigma.  The resulting vectors,
 * V z or A V z / sigma, are orthonormal to f64's rounding.
 * Cost: 2 (nnz + (m + n) k) k flops.
 * Source: Parlett (1998), "The symmetric eigenvalue problem", chapter 11. */
#ifndef LSI_RITZ_H
#define LSI_RITZ_H

#include "base/fault.h"
#include "num/csr.h"
#include "num/product.h"
#include "num/tall.h"

#include <stdbool.h>
#include <stddef.h>

struct ritz {
	size_t count;  /* factors found, at most k */
	size_t rows;   /* of the vectors: n, or m for left ones */
	double *sigma; /* size count, descending */
	double *u;     /* rows x count, row-major */
	bool rounded;  /* f32 is wanted instead: set by the caller */
	bool quick;    /* sums in f32 will do, and v is orthonormal enough: set by the caller */
	float *f32;
};

/* theta (size k) := |A v|^2 / |v|^2, of each column of v: what rounding made of
 * v counts by its square.  matrix's exponent is left out.  pair: A, or NULL. */
int ritz_quotients(const struct matrix *matrix, const struct product_pair *pair,
	const struct tall *v, double *theta, int threads, struct fault *fault) MUST_USE;

/* matrix is A, m x n; its exponent is in sigma.  pair: A, or NULL; it may be released on the
 * way.  left: vectors
 * of A's rows, not of its columns.  theta: where v are Ritz vectors, theta
 * (size k) their values, V'A'AV follows from V'V, and the matrix isn't
 * multiplied by (left is false then); else NULL.  floor: squares below this
 * share of the largest are rounding; such factors are dropped. */
int ritz_refine(const struct matrix *matrix, struct product_pair *pair,
	const struct tall *v, const double *theta, bool left, double floor, struct ritz *ritz,
	int threads, struct fault *fault) MUST_USE;
void ritz_release(struct ritz *ritz);

#endif
