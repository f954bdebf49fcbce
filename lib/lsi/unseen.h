/* unseen - how likely a search in a random block misses a singular value.
 *
 * A block Krylov space of b columns holds at most b vectors of an eigenspace,
 * and a value whose vectors are nearly orthogonal to the start is not seen
 * either, whatever the residuals of the others.  So once all factors have
 * converged, b random columns X are drawn in the complement of the basis, and
 * j products with A'A, confined to that complement, are taken.  Let v be an
 * eigenvector there of (1 + eps) t, t the square of the last singular value.
 * Among the combinations of X's columns one has a squared cosine to v of
 * chi2 / n, chi2 of b degrees of freedom.  The Chebyshev polynomial of degree
 * j - 1 on [0, t] raises v by T(1 + 2 eps) against all that lies below t, so
 * the largest Ritz value stays below t only if
 *     chi2 <= n (1 + eps) / (eps T_(j-1)(1 + 2 eps)^2).
 * Source: Kuczynski, Wozniakowski (1992), "Estimating the largest eigenvalue
 * by the power and Lanczos algorithms with a random start", by the same
 * argument for a block. */
#ifndef LSI_UNSEEN_H
#define LSI_UNSEEN_H

#include <stddef.h>

/* The chance that is accepted. */
#define UNSEEN_CHANCE 1e-6

/* The chance that j products of a block of b columns miss a singular value
 * that exceeds the last factor's by a share of it.  n: the operator's rows. */
double unseen_chance(size_t n, size_t b, size_t j, double share);

/* The least number of products whose chance is at most UNSEEN_CHANCE. */
size_t unseen_products(size_t n, size_t b, double share);

#endif
