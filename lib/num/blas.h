/* blas - calls of BLAS and LAPACK, and their number of threads.
 *
 * BLAS runs on one thread: our own threads divide the work into fixed pieces,
 * so that results don't depend on their number.  Matrices here are small,
 * f64, column-major, without gaps. */
#ifndef NUM_BLAS_H
#define NUM_BLAS_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stddef.h>

/* To be called before BLAS is; any number of times, from any thread. */
void blas_prepare(void);

/* Appends "blas<TAB>library and the processor it chose". */
int blas_describe(struct bytes *out, struct fault *fault) MUST_USE;

/* Eigenvalues, descending, and eigenvectors of the symmetric n x n matrix,
 * of which the upper triangle is read; vectors replace it, column i that of
 * value[i].  Cost: about 9 n^3 flops.
 * Errors: FAULT_INTERNAL where it does not converge (not finite). */
int blas_eigen(double *matrix, size_t n, double *value, struct fault *fault) MUST_USE;

/* The leading count eigenpairs, count <= n, of such a matrix, which is
 * overwritten: value (size n; the first count are set), vectors n x count.
 * Cost: about 4/3 n^3 + 2 n^2 count flops, and at most 4/3 n^3 between.
 * Source: Cuppen (1981), "A divide and conquer method for the symmetric tridiagonal
 * eigenproblem". */
int blas_eigen_leading(double *matrix, size_t n, size_t count, double *value, double *vectors,
	struct fault *fault) MUST_USE;

/* blas_eigen for A x = value B x, B positive definite, its upper triangle read
 * and overwritten; vectors are orthonormal in B. */
int blas_eigen_pair(double *a, double *b, size_t n, double *value,
	struct fault *fault) MUST_USE;

/* out := a b, of p x q and q x r. */
void blas_small_product(const double *a, const double *b, size_t p, size_t q, size_t r,
	double *out);

/* gram (k x k, column-major, its upper triangle) += y'y, y of rows rows of k
 * numbers, one after the other. */
void blas_rows_gram(const double *y, size_t rows, size_t k, double *gram);

/* cross (k x c, row-major) += y'z, rows of k and of c numbers. */
void blas_rows_cross(const double *y, size_t rows, size_t k, const double *z, size_t c,
	double *cross);

/* out := y turn: rows of k numbers times k x c, column-major with leading
 * dimension k; rows of out are lead numbers apart. */
void blas_rows_turn(const double *y, size_t rows, size_t k, const double *turn, size_t c,
	double *out, size_t lead);

#endif
