/* hits - the n best documents of a query, and the lines that say so:
 * query<TAB>rank<TAB>score<TAB>id.
 *
 * The order is that of the scores as they are written, in f32; equal ones go by id,
 * bytewise, and equal ids by their place.  So it is total, and the list does not
 * depend on the order in which hits are offered. */
#ifndef TOPIC_HITS_H
#define TOPIC_HITS_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hit {
	float score;
	uint64_t row; /* the document's place in the index */
	char *id;     /* owned */
};

struct hits { /* zeroed: none */
	size_t count, room;
	struct hit *hit; /* a heap, the worst first; after hits_sort the best first */
};

void hits_release(struct hits *hits); /* idempotent; accepts zeroed */

/* Keeps it where it is among the most best, with a copy of its id.  full: whether
 * there are most of them now; then those below hit[0].score need not be offered. */
int hits_offer(struct hits *hits, size_t most, float score, uint64_t row, const char *id,
	bool *full, struct fault *fault) MUST_USE;
void hits_sort(struct hits *hits);

/* One line; rank from 0. */
int hits_line(struct bytes *text, const char *query, uint64_t rank, float score,
	const char *id, struct fault *fault) MUST_USE;

#endif
