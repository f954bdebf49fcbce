/* mixing - two searches in one list: cosines of vectors, and scores of another search.
 *
 * Each query's scores are divided by its best on either side, where that is above 0:
 * cosines of few factors lie close together and sums of BM25 have no bound, so they
 * are not comparable as they are.  With s the scores listed, and 0 for documents that
 * are not listed,
 *     mixed = share s / max s + (1 - share) cosine / max cosine.
 * Every document that is listed gets its cosine, whatever its rank; so the result is
 * exact where the list has all documents that it has a score for.
 * Source: Lee (1997), "Analyses of multiple evidence combination", CombSUM. */
#ifndef TOPIC_MIXING_H
#define TOPIC_MIXING_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/hashindex.h"
#include "num/nearest.h"
#include "topic/hits.h"
#include "topic/scorelist.h"

#include <stdbool.h>
#include <stddef.h>

struct listed {
	size_t query;   /* of the batch */
	size_t id;      /* where it begins in ids */
	float score, cosine;
	bool found;     /* in the index */
	uint64_t row;
};

struct mixing { /* zeroed: no list */
	struct scorelist list;
	const char *path;
	double share;
	struct hashindex index; /* names of the piece of the index that is in memory */
	/* of the queries in hand */
	struct listed *listed;  /* by query */
	size_t count, room;
	struct bytes ids;
	size_t most;            /* listed of one query */
};

int mixing_open(struct mixing *mixing, const char *path, double share,
	struct fault *fault) MUST_USE;
void mixing_release(struct mixing *mixing); /* idempotent; accepts zeroed */

/* Reads what is listed for the next query, number query of the batch. */
int mixing_take(struct mixing *mixing, size_t query, const char *name,
	struct fault *fault) MUST_USE;

/* A piece of the index, count names: what is listed gets its cosine.  The piece's own
 * index of names is made when known is false.  queries: unit vectors of the batch. */
int mixing_look(struct mixing *mixing, const struct nearest_index *piece, const char *names,
	const size_t *name, uint64_t first, bool known, const float *queries,
	struct fault *fault) MUST_USE;

/* hits of query, sorted cosines, n of them and as many as are listed, become the n best
 * by mixed scores, sorted.  Queries come in order: *at, 0 at first, is moved on.
 * FAULT_DATA where a document that is listed is not in the index. */
int mixing_mix(struct mixing *mixing, size_t query, size_t n, size_t *at, struct hits *hits,
	struct fault *fault) MUST_USE;

void mixing_clear(struct mixing *mixing); /* the batch is done */

#endif
