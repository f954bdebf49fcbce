/* rewrite - rows of provisional numbers to the blocks of a corpus: those that bagofwords
 * makes of the same text. */
#ifndef TEXT_REWRITE_H
#define TEXT_REWRITE_H

#include "base/fault.h"
#include "stream/sink.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/wordrows.h"

/* Begins the sink with the header and the vocabulary, whose terms ascend, and puts all
 * blocks into it.  counts have the terms of the store's sources. */
int rewrite(struct wordstore *store, const struct counts *counts,
	const struct vocabulary *vocabulary, int threads, const struct header *header,
	struct sink *sink, struct fault *fault) MUST_USE;

#endif
