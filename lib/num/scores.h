/* scores - products of a few vectors with many, compared with a bound at once.
 *
 * Vectors of the index are packed SCORES_VECTORS at a time, coordinate by coordinate,
 * which fits in the first cache; queries pass by, SCORES_QUERIES at a time and packed
 * alike, and the sums of all pairs stay in registers.  A score that is not above its
 * query's floor is never written.
 * Scores are f32; their last bits depend on the processor, so they select candidates
 * and no more.
 * Cost: 2 k flops a score. */
#ifndef NUM_SCORES_H
#define NUM_SCORES_H

#include <stddef.h>

enum { SCORES_VECTORS = 32, SCORES_QUERIES = 12 };

/* packed := the transposed of count rows, those that are missing zeros: k x
 * SCORES_VECTORS for at most so many; for queries, one such block of k x
 * SCORES_QUERIES after the other. */
void scores_pack(const float *rows, size_t count, size_t k, float *packed);
void scores_pack_queries(const float *rows, size_t count, size_t k, float *packed);

/* For each of count packed queries: calls take with its SCORES_VECTORS scores where any
 * is above floor[q]. */
void scores_tile(const float *packed, size_t k, const float *queries, size_t count,
	const float *floor, void (*take)(void *context, size_t q, const float *score),
	void *context);

/* score (size count) := the products of count rows (count x k) with one query, at the
 * speed of memory. */
void scores_rows(const float *rows, size_t count, size_t k, const float *query, float *score);

#endif
