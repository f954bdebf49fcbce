/* above - how many eigenvalues of a part of a projected matrix are above a threshold. */
#ifndef LSI_ABOVE_H
#define LSI_ABOVE_H

#include "base/fault.h"

#include <stddef.h>

/* t: column-major, room rows a column, of which the upper triangle of columns [mark, m) is
 * read.  *count := how many eigenvalues of that part are above the threshold; *largest := the
 * largest of them all, 0 where there is none. */
int above_count(const double *t, size_t room, size_t mark, size_t m, double threshold,
	size_t *count, double *largest, struct fault *fault) MUST_USE;

/* *count := how many of the k leading eigenvalues of columns [0, m) of t are above claim
 * (size k), each above its own. */
int above_claims(const double *t, size_t room, size_t m, const double *claim, size_t k,
	size_t *count, struct fault *fault) MUST_USE;

#endif
