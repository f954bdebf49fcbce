/* direct - the truncated SVD of a matrix one of whose sides is small.
 *
 * The eigenvectors v of A'A, by LAPACK in f64, give sigma = |A v| and the left
 * vectors A v / sigma.  |A v| is as exact for small singular values as for
 * large ones: v errs along the first vectors by f64's rounding only, and sigma
 * by the square of that.
 * Cost, for m x n with n columns: nnz^2 / m + 9 n^3 + 2 nnz k flops. */
#ifndef LSI_DIRECT_H
#define LSI_DIRECT_H

#include "base/fault.h"
#include "lsi/ritz.h"
#include "num/csr.h"

#include <stdbool.h>
#include <stddef.h>

/* Singular values below this share of the largest are dropped: in A'A they
 * can't be distinguished from its rounding. */
#define DIRECT_FLOOR 1e-6

/* ritz := the leading k, or fewer.  left: vectors of A's rows. */
int direct_solve(const struct matrix *matrix, size_t k, bool left, struct ritz *ritz,
	int threads, struct fault *fault) MUST_USE;

#endif
