/* neighbours - queries against a stream of vectors, and the lines that come
 * of it (hits.h).
 *
 * The index is in memory, where it fits, or passes by in pieces, once for many queries.
 * What is written does not depend on that.
 *
 * Hellinger's distance of mixtures p and q is
 *     sqrt(1/2 sum (sqrt p(i) - sqrt q(i))^2) = sqrt(1 - sum sqrt(p(i) q(i))),
 * so the nearest by it are those of the largest cosine of the vectors of
 * roots, which have length one. */
#ifndef TOPIC_NEIGHBOURS_H
#define TOPIC_NEIGHBOURS_H

#include "base/fault.h"
#include "base/outfile.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

enum neighbours_measure { NEIGHBOURS_COSINE, NEIGHBOURS_HELLINGER };

struct neighbours_options {
	const char *index;  /* path of the vectors to search */
	enum neighbours_measure measure;
	size_t n;           /* results of a query, at most */
	const char *with;   /* scores of another search, to be mixed in (mixing.h); or NULL */
	double share;       /* of those */
	uint64_t memory;    /* bytes of the index that are in memory, at most */
	int threads;
};

/* Writes the n best for each query of an open source, in its order.  Queries
 * must be in the same space: same vocabulary, weights, model.  *empty counts
 * those that are zeros and have no neighbours.  FAULT_DATA where vectors should be
 * mixtures and have a negative number; FAULT_USAGE where the index does not fit, would
 * have to be read again, and is a pipe. */
int neighbours_answer(const struct neighbours_options *options, struct source *queries,
	struct outfile *out, uint64_t *empty, struct fault *fault) MUST_USE;

#endif
