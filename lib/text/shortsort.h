/* shortsort - puts the short terms of a table in order. */
#ifndef TEXT_SHORTSORT_H
#define TEXT_SHORTSORT_H

#include "base/fault.h"
#include "text/shortterms.h"

/* Puts all terms in order, as sorted; the table is empty afterwards.  No thread
 * may pour at the same time. */
int shortsort(struct shortterms *terms, int threads, struct fault *fault) MUST_USE;

#endif
