/* rewrite - rows of provisional numbers to the blocks of a corpus: those that bagofwords
 * makes of the same text. */
#ifndef TEXT_REWRITE_H
#define TEXT_REWRITE_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/rowgoal.h"
#include "text/wordrows.h"

#include <stdbool.h>

/* Begins the sink with the header and the vocabulary, whose terms ascend, and puts all
 * blocks into it, or into shards; weighted, they are the blocks of relay_corpus.  counts have
 * the terms of the store's sources.  whole: a chunk of documents is one block, however large. */
int rewrite(struct wordstore *store, const struct counts *counts,
	const struct vocabulary *vocabulary, bool whole, int threads, const struct rowgoal *goal,
	struct fault *fault) MUST_USE;

#endif
