/* neighbours - queries against a stream of vectors, and the lines that come
 * of it: query<TAB>rank<TAB>score<TAB>id. */
#ifndef TOPIC_NEIGHBOURS_H
#define TOPIC_NEIGHBOURS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "num/nearest.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

struct neighbours {
	struct nearest_index index;
	struct bytes names;  /* of the index's vectors, each zero-terminated */
	size_t *name;        /* size index.count: where each begins */
	size_t name_room;
	struct header header; /* of the index; its column lines are not kept */
};

void neighbours_release(struct neighbours *neighbours);

/* Takes all vectors of an open source. */
int neighbours_load(struct neighbours *neighbours, struct source *source, int threads,
	struct fault *fault) MUST_USE;

/* Writes the n best for each query of an open source, in its order.  Queries
 * must be in the same space: same vocabulary, weights, model.  *empty counts
 * those that are zeros and have no neighbours. */
int neighbours_answer(const struct neighbours *neighbours, struct source *queries, size_t n,
	int threads, struct outfile *out, uint64_t *empty, struct fault *fault) MUST_USE;

#endif
