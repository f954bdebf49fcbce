/* filter - a polynomial of A'A that spreads its leading eigenvalues.
 *
 * p(G) = T2(2 G / a - I) = 8 t (t - 1) + 1, t = G / a: the Chebyshev polynomial
 * of degree 2 maps [0, a] into [-1, 1], and what is above a grows with its
 * square.  Eigenvectors stay, and eigenvalues above a stay in their order, so
 * that block Lanczos with p(G) needs some 60 of 100 columns: each costs two
 * products, which are cheaper than orthogonalisation.  a must be below the last
 * eigenvalue that is wanted: others cannot be told from those next to 0.
 *
 * Source: Saad (2011), "Numerical methods for large eigenvalue problems",
 * chapters 4 and 7. */
#ifndef LSI_FILTER_H
#define LSI_FILTER_H

#include "base/fault.h"
#include "lsi/gram.h"
#include "num/product.h"

#include <stdbool.h>
#include <stddef.h>

struct filter {
	const struct gram_operator *inner; /* G; borrowed */
	double a;
	struct panels middle; /* scratch */
	int threads;
};

void filter_release(struct filter *filter);

/* p(G) as an operator; context is a struct filter. */
int filter_apply(void *context, const struct panels *in, struct panels *out,
	struct fault *fault) MUST_USE;

/* p, and its inverse above 1. */
double filter_raise(double a, double theta);
double filter_theta(double a, double raised);

/* Of an eigenvalue x of the operator, p(G), or G itself where a is 0:
 * what a relative change of theta is in x */
double filter_slope(double a, double x);
/* the least x that is seen, rounding apart: below are those next to 0 */
double filter_floor(double a);
/* the share of sigma as one of an operator without negative eigenvalues whose chains find
 * its values as easily (unseen.h).  x: of the last sigma; HUGE_VAL: any, at least. */
double filter_share(double a, double x, double share);

/* Whether the k-th of count eigenvalues of p(G), in their order, is so far above the filter's
 * begin that none of those before it is likely to be hidden. */
bool filter_holds(const double *raised, size_t count, size_t k);

#endif
