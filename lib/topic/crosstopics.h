/* crosstopics - the products of all topics of one model with all of another.
 *
 * In a model of many topics nearly all words have a topic's smallest value, exactly.
 * A term for which few topics of either model have more is multiplied as
 *     (x + a)(y + b) = x y + x b + a y + a b,
 * x and y the smallest values of both topics, a and b what is above them: the sums of
 * x y, x b and a y take no time, and a b only that of the values above.  All summands
 * are positive or 0, so nothing cancels.  The other terms are multiplied by BLAS. */
#ifndef TOPIC_CROSSTOPICS_H
#define TOPIC_CROSSTOPICS_H

#include "base/fault.h"

#include <stddef.h>

/* product (Ka x Kb, row-major) := a'b, of rows of Ka and of Kb values (>= 0) for each of
 * terms terms.  Sums are in f64 and in the order of terms, whatever the threads. */
int crosstopics_multiply(const float *a, size_t ka, const float *b, size_t kb, size_t terms,
	double *product, int threads, struct fault *fault) MUST_USE;

#endif
