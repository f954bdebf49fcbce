/* merge - one decomposition from two.
 *
 * For A1 ~ V1 S1 U1' and A2 ~ V2 S2 U2', rows below each other, the term side
 * of the whole is that of C = [decay U1 S1, U2 S2]: with C'C = Y L Y',
 *     U = C Y L^(-1/2),  S = L^(1/2).
 * Sums are in f64.  Nothing of the documents is needed, so decompositions can
 * be merged at any time, in any grouping; what a merge leaves out is lost, so
 * parts should keep more factors than the final whole.
 *
 * Error: with b1, b2 the operands' beyond, true squares of singular values
 * exceed those of the result by at most decay^2 b1 + b2 + (the first square
 * dropped here), which is the result's beyond; relative errors follow from it.
 * Two groupings of the same operands differ by no more than that; where
 * nothing is dropped, by f64's rounding.
 * Cost: that of compose.h, for k1 + k2 columns.
 * Source: Zha, Simon (1999), "On updating problems in latent semantic
 * indexing"; Rehurek (2011), "Subspace tracking for latent semantic analysis". */
#ifndef LSI_MERGE_H
#define LSI_MERGE_H

#include "base/fault.h"
#include "lsi/factors.h"

#include <stddef.h>

/* whole := the merge of whole and next, at most k factors; next is emptied.
 * Both have the same terms.  decay in (0, 1] scales what whole had. */
int merge_factors(struct factors *whole, struct factors *next, size_t k, double decay,
	int threads, struct fault *fault) MUST_USE;

#endif
