/* vocabmake - counts as a vocabulary in memory, for rows that are made right away: what
 * vocabwrite writes and vocabfile reads. */
#ifndef TEXT_VOCABMAKE_H
#define TEXT_VOCABMAKE_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/counts.h"
#include "text/prune.h"
#include "text/vocabwrite.h"

/* The terms that prune keeps, sealed.  FAULT_DATA where they are too many. */
int vocabmake(struct vocabulary *vocabulary, const struct vocabhead *head,
	const struct counts *counts, const struct prune *prune, int threads,
	struct fault *fault) MUST_USE;

#endif
