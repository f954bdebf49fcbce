/* scaling - points in the plane whose distances approximate given ones.
 *
 * Classical multidimensional scaling: the two leading eigenvectors of the doubly
 * centred matrix of -d^2/2, each times the root of its eigenvalue.
 * Source: Torgerson (1952), "Multidimensional scaling: I. Theory and method". */
#ifndef TOPIC_SCALING_H
#define TOPIC_SCALING_H

#include "base/fault.h"

#include <stddef.h>

/* place (n x 2, row-major) := the points.  distance: n x n, symmetric; changed.
 * Each axis points so that its coordinate of largest magnitude is positive.
 * *kept: the part of the sum of positive eigenvalues that the plane holds. */
int scaling_plane(double *distance, size_t n, double *place, double *kept,
	struct fault *fault) MUST_USE;

#endif
