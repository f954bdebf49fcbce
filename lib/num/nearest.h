/* nearest - the nearest of many vectors, by cosine, exactly.
 *
 * Scores of a block of queries against a part of the index are one matrix
 * product (f32, BLAS); scores above a query's n-th best so far become
 * candidates.  Candidates are scored again in f64, in a fixed order of sums, so
 * ranks and scores don't depend on BLAS, threads or blocks; where candidates
 * are too close to be sure that none was missed, the query is searched in f64.
 * Equal scores are in the vectors' order.
 * Cost: 2 N k flops a query; memory 4 N k bytes. */
#ifndef NUM_NEAREST_H
#define NUM_NEAREST_H

#include "base/fault.h"

#include <stddef.h>

struct nearest_index {
	size_t count, room; /* N vectors, and how many fit */
	size_t k;
	float *unit;        /* N x k, rows of length one, or zeros; owned */
};

struct nearest_hit {
	size_t vector;
	double score; /* cosine */
};

void nearest_release(struct nearest_index *index);

/* Appends a vector of index->k finite numbers, scaled to length one. */
int nearest_add(struct nearest_index *index, const float *vector,
	struct fault *fault) MUST_USE;

/* unit (size k) := vector / |vector|, or zeros where that is zero. */
void nearest_unit(const float *vector, size_t k, float *unit);

/* The n best of each of count queries (count x k, unit length); hits is
 * count x n, and found (size count) says how many there are: fewer where the
 * index is smaller, 0 for a query of zeros.  Vectors of zeros are no hits. */
int nearest_search(const struct nearest_index *index, const float *query, size_t count,
	size_t n, struct nearest_hit *hits, size_t *found, int threads,
	struct fault *fault) MUST_USE;

#endif
