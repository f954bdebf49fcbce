/* truncate - the truncated SVD of a matrix in memory, to a tolerance.
 *
 * Works on A'A or A A', whichever is smaller: by LAPACK where that is small,
 * else by block Krylov iterations (krylov.h), with a last Rayleigh-Ritz step
 * in f64 (ritz.h) where it is needed or nearly free; where the tolerance is far above f32's
 * rounding it is left in.
 *
 * Cost, n the smaller side, m the columns of the basis (3 to 5 k), p the
 * passes (m / block): 4 nnz m flops for products, 2 n m^2 for
 * orthogonalisation, 8/3 m^3 + 2 m^2 k at most for each check, 2 n m k for the vectors. */
#ifndef LSI_TRUNCATE_H
#define LSI_TRUNCATE_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "num/csr.h"

#include <stdbool.h>
#include <stdint.h>

struct truncation {
	size_t k;
	size_t block;     /* columns that a pass adds */
	size_t columns;   /* of the basis, at most */
	size_t passes;    /* at most, 0: as many as it takes */
	double tolerance; /* relative error of each singular value */
	double share;     /* no value that exceeds the last by this share may be missed;
			     0: none is looked for */
	bool rounded;     /* factors' f32 will do, without u, where they are iterated for */
	bool iterate;     /* never by LAPACK alone, however small */
	uint64_t seed;
	uint64_t memory;  /* bytes that there are, the matrix's counted */
	int threads;
	/* results */
	size_t passes_done, columns_done;
	bool direct;      /* by LAPACK, without iterations */
	bool filtered;    /* by a filter's eigenvalues (filter.h) */
	bool quick;       /* f32's rounding is left in, for the tolerance is far above it */
	bool converged;
	double unseen;    /* the share looked for; 0: all is known; < 0: nothing was */
	double products;  /* flops */
	double orthogonal; /* flops of orthogonalisation */
};

/* The memory is compared before the work begins: FAULT_SYSTEM says which k
 * would fit.  factors (zeroed) := the leading factors, fewer than k where the rank is.
 * The matrix may be released on the way: it is empty afterwards. */
int truncate_matrix(struct matrix *matrix, struct truncation *truncation,
	struct factors *factors, struct fault *fault) MUST_USE;

/* The default number of columns of a basis for k. */
size_t truncate_columns(size_t k, size_t block);

#endif
