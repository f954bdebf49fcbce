/* tail - what a chain of blocks has outside of the basis.
 *
 * Of a chain of blocks (krylov.h) A'A Q = Q T + Z R E': residuals of its Ritz
 * vectors Q y are Z R E'y.  Once a chain has ended, later chains take some of
 * Z into Q, and what counts is outside of Q. */
#ifndef LSI_TAIL_H
#define LSI_TAIL_H

#include "base/fault.h"
#include "num/tall.h"

#include <stddef.h>

struct tail {
	size_t at, last; /* columns [at, at + last) of Q */
	size_t rows;     /* of r: columns of the block that would follow */
	double *r;       /* rows x last, column-major; owned */
	struct tall z;   /* that block, once the chain has ended */
	double *w;       /* rows x rows, Z'Z of what of Z is outside of Q; NULL: I */
	double beyond;   /* the mean of A'A over those columns */
	double sum;      /* of the geometric series of later gains; 0: not known yet */
};

void tail_release(struct tail *tail);

/* w -= g g', g = Z'Q of some columns of Q, which hold that of Z then. */
int tail_capture(struct tail *tail, const struct tall *columns, int threads,
	struct fault *fault) MUST_USE;

/* |Z R E'y|^2 for the eigenvector y, outside of Q.  work: size rows. */
double tail_square(const struct tail *tail, const double *y, double *work);

/* What one more pass of a chain would gain of a sigma, relatively: to second
 * order theta falls short of the eigenvalue by residual^2 / (theta - what the
 * residual's direction has itself); never by more than the residual.  slope:
 * what a relative change of sigma^2 is in theta, theta itself for A'A. */
double tail_gain(const struct tail *tail, double theta, double slope, double square);

/* The tail in terms of the first keep Ritz vectors, by eigenvectors y (m x m);
 * z := what of it is outside of the basis, which is about to shrink. */
int tail_turn(struct tail *tail, const struct tall *basis, const double *y, size_t m,
	size_t keep, int threads, struct fault *fault) MUST_USE;

#endif
