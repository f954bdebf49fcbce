/* frex - the words of each topic that are both frequent in it and exclusive to
 * it.  The formula: topic/words.h. */
#ifndef TOPIC_FREX_H
#define TOPIC_FREX_H

#include "base/fault.h"
#include "stream/source.h"
#include "topic/best.h"

/* Reads an open source of topics to its end and offers every word to best (K
 * lists) with its FREX.  Memory: the model; cost: K sorts of V numbers. */
int frex_read(struct best *best, struct source *source, int threads,
	struct fault *fault) MUST_USE;

#endif
