/* angles - the principal angles between the spaces of two LSI models.
 *
 * With orthonormal bases Qa and Qb of the two spaces over the words that both
 * models have, the cosines are the singular values of Qa'Qb: min(Ka, Kb) of
 * them, 1 for a direction that both have.
 * Source: Bjorck and Golub (1973), "Numerical methods for computing angles
 * between linear subspaces". */
#ifndef TOPIC_ANGLES_H
#define TOPIC_ANGLES_H

#include "base/fault.h"
#include "topic/profile.h"

#include <stddef.h>

/* cosine, size min(Ka, Kb), descending; *count of them, fewer where the common
 * terms have a lower rank.  Cosines are exact to about 1e-7, the precision
 * of a model in f32. */
int angles_between(const struct profile_pair *pair, double *cosine, size_t *count,
	struct fault *fault) MUST_USE;

#endif
