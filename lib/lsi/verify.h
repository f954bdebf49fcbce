/* verify - a chain that looks for singular values that the others have missed.
 *
 * It starts with a random block in the complement of the basis, and its products are
 * as many as unseen.h says.  What it has above the last factor was missed. */
#ifndef LSI_VERIFY_H
#define LSI_VERIFY_H

#include "base/fault.h"
#include "lsi/krylov.h"

#include <stddef.h>

/* The share that a chain of blocks of b columns looks for, where the share is what is asked
 * for.  Of values next to the last one narrow blocks overlook some, for their start may be
 * nearly orthogonal to a vector; from eight columns on that is very unlikely (unseen.h). */
double verify_share(size_t b, double share);

/* Takes the products of one chain.  *found: values above the threshold, and, with narrow
 * blocks, Ritz values of basis and chain together that are above what was claimed; where
 * there are none, the basis is as before.  *largest: of the chain's. */
int verify_chain(struct krylov *krylov, double threshold, size_t *found, double *largest,
	struct fault *fault) MUST_USE;

/* Factors converge, and chains look for more, until all are within the tolerance and no
 * chain finds more, the basis spans all, or the passes are used up. */
int verify_run(struct krylov *krylov, struct fault *fault) MUST_USE;

#endif
