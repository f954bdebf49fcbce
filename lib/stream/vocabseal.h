/* vocabseal - computes a vocabulary's fingerprints, and checks its terms. */
#ifndef STREAM_VOCABSEAL_H
#define STREAM_VOCABSEAL_H

#include "base/fault.h"
#include "stream/vocabulary.h"

/* Computes the fingerprints. Terms must be free of tabs, line ends and zeros, not
 * empty, and distinct; FAULT_DATA otherwise. */
int vocabseal(struct vocabulary *vocabulary, struct fault *fault) MUST_USE;

#endif
