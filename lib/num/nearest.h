/* nearest - the nearest of many vectors, by cosine, exactly.
 *
 * Scores of a block of queries come from tiles (scores.h), in f32; those above a
 * query's n-th best so far become candidates.  Candidates are scored again in f64, in
 * a fixed order of sums, and rounded to f32; so ranks and scores don't depend on the
 * processor, threads or blocks.  Where candidates are too close to be sure that none
 * was missed, all that may be among the n best are scored so.
 * Equal scores are in the order that the caller gives, or in the vectors'.
 * Cost: 2 N k flops a query; memory 4 N k bytes. */
#ifndef NUM_NEAREST_H
#define NUM_NEAREST_H

#include "base/fault.h"

#include <stddef.h>

struct nearest_index {
	size_t count, room; /* N vectors, below 2^32, and how many fit */
	size_t k;
	float *unit;        /* N x k, rows of length one, or zeros; owned */
	/* Of two vectors of equal score: below 0 where a comes first.  NULL: by number. */
	int (*order)(const void *context, size_t a, size_t b);
	const void *context;
	/* What hits are ordered by, the largest first, instead of the cosine; it must fall
	 * with the cosine.  NULL: nearest_score. */
	float (*measure)(const float *a, const float *b, size_t k);
};

struct nearest_hit {
	size_t vector;
	float score;  /* the measure, most often the cosine */
	float cosine;
};

void nearest_release(struct nearest_index *index);

/* Appends a vector of index->k finite numbers, as it is; nearest_finish, before the
 * first search, scales those from number first on to length one. */
int nearest_add(struct nearest_index *index, const float *vector,
	struct fault *fault) MUST_USE;
int nearest_finish(struct nearest_index *index, size_t first, int threads,
	struct fault *fault) MUST_USE;

/* unit (size k) := vector / |vector|, or zeros where that is zero. */
void nearest_unit(const float *vector, size_t k, float *unit);

/* The cosine of two of unit length, as hits have it. */
float nearest_score(const float *a, const float *b, size_t k);

/* The n best of each of count queries (count x k, unit length); hits is
 * count x n, and found (size count) says how many there are: fewer where the
 * index is smaller, 0 for a query of zeros.  Vectors of zeros are no hits. */
int nearest_search(const struct nearest_index *index, const float *query, size_t count,
	size_t n, struct nearest_hit *hits, size_t *found, int threads,
	struct fault *fault) MUST_USE;

#endif
