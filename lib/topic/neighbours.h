/* neighbours - queries against a stream of vectors, and the lines that come
 * of it: query<TAB>rank<TAB>score<TAB>id.
 *
 * Hellinger's distance of mixtures p and q is
 *     sqrt(1/2 sum (sqrt p(i) - sqrt q(i))^2) = sqrt(1 - sum sqrt(p(i) q(i))),
 * so the nearest by it are those of the largest cosine of the vectors of
 * roots, which have length one. */
#ifndef TOPIC_NEIGHBOURS_H
#define TOPIC_NEIGHBOURS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "num/nearest.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

enum neighbours_measure { NEIGHBOURS_COSINE, NEIGHBOURS_HELLINGER };

struct neighbours {
	enum neighbours_measure measure; /* set before neighbours_load */
	struct nearest_index index;
	struct bytes names;  /* of the index's vectors, each zero-terminated */
	size_t *name;        /* size index.count: where each begins */
	size_t name_room;
	struct header header; /* of the index; its column lines are not kept */
};

void neighbours_release(struct neighbours *neighbours);

/* Takes all vectors of an open source.  FAULT_DATA where they should be mixtures
 * and have a negative number. */
int neighbours_load(struct neighbours *neighbours, struct source *source, int threads,
	struct fault *fault) MUST_USE;

/* Writes the n best for each query of an open source, in its order.  Queries
 * must be in the same space: same vocabulary, weights, model.  *empty counts
 * those that are zeros and have no neighbours. */
int neighbours_answer(const struct neighbours *neighbours, struct source *queries, size_t n,
	int threads, struct outfile *out, uint64_t *empty, struct fault *fault) MUST_USE;

#endif
