/* rewrite - rows of provisional numbers to the blocks of a corpus: those that bagofwords
 * makes of the same text. */
#ifndef TEXT_REWRITE_H
#define TEXT_REWRITE_H

#include "base/fault.h"
#include "stream/sharding.h"
#include "stream/sink.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/weighting.h"
#include "text/wordrows.h"

/* Where the rows go, and as what. */
struct rewrite_goal {
	const struct header *header;
	struct weighting *weighting; /* prepared; NULL: as counts */
	struct sink *sink;           /* one stream; NULL: */
	struct sharding *sharding;   /* begun */
};

/* Begins the sink with the header and the vocabulary, whose terms ascend, and puts all
 * blocks into it, or into shards; weighted, they are the blocks of relay_corpus.  counts have
 * the terms of the store's sources. */
int rewrite(struct wordstore *store, const struct counts *counts,
	const struct vocabulary *vocabulary, int threads, const struct rewrite_goal *goal,
	struct fault *fault) MUST_USE;

#endif
