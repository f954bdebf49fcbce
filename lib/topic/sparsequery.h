/* sparsequery - exact search in a corpus: which documents share the most with a query.
 *
 * With q and d rows of weights over the same terms, the score is their product
 * sum q(t) d(t), or their cosine, which is the product by both lengths.  The cosine of
 * tf-idf weights is the vector space model; the product of a query's counts with
 * documents weighted by BM25 is BM25.
 *
 * Queries wait in memory, as a list of (query, weight) for each term; the corpus
 * passes by, block by block in parallel, and is not kept.  So memory depends on the
 * queries and on n, not on the corpus; more queries than fit are answered in several
 * readings.  Sums are in f64, in the order of the terms, and the order of hits is total
 * (hits.h), so the lines are the same for any threads.
 * Documents that share no term with the query are no hits.
 * Cost: decoding, nnz look-ups, and 2 flops for each pair of a document's term and a
 * query with it.
 * Sources: Salton, Wong, Yang (1975), "A vector space model for automatic indexing";
 * Robertson, Zaragoza (2009), "The probabilistic relevance framework: BM25 and beyond". */
#ifndef TOPIC_SPARSEQUERY_H
#define TOPIC_SPARSEQUERY_H

#include "base/fault.h"
#include "base/outfile.h"
#include "stream/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sparsequery_options {
	const char *index; /* path of the corpus; read again where queries are many */
	bool dot;          /* products, else cosines */
	size_t n;          /* hits of a query, at most */
	int threads;
};

/* Writes the lines of each query of an open source, in its order.  *empty counts
 * queries that have no hit.  FAULT_DATA where vocabularies or, for cosines, weights
 * differ; FAULT_USAGE where the index would have to be read again and is a pipe. */
int sparsequery_answer(const struct sparsequery_options *options, struct source *queries,
	struct outfile *out, uint64_t *empty, struct fault *fault) MUST_USE;

#endif
