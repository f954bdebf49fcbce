/* pairsort - puts the pairs of a table in order. */
#ifndef TEXT_PAIRSORT_H
#define TEXT_PAIRSORT_H

#include "base/fault.h"
#include "text/pairterms.h"

/* Puts all terms in order, as sorted; the table is empty afterwards.  No thread
 * may pour at the same time. */
int pairsort(struct pairterms *terms, int threads, struct fault *fault) MUST_USE;

#endif
