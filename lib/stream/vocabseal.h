/* vocabseal - computes a vocabulary's fingerprints, and checks its terms. */
#ifndef STREAM_VOCABSEAL_H
#define STREAM_VOCABSEAL_H

#include "base/fault.h"
#include "stream/vocabulary.h"

/* Computes the fingerprints. Terms must be free of tabs, line ends and zeros, not
 * empty, and distinct; FAULT_DATA otherwise. */
int vocabseal(struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

/* The same where size bytes of text are the vocabulary's lines, which were parsed: they are not
 * formatted again. */
int vocabseal_lines(struct vocabulary *vocabulary, const char *text, size_t size,
	struct fault *fault) MUST_USE;

#endif
