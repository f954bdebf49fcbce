/* readings - what the statistics of all ranks were made from, together. */
#ifndef RANKS_READINGS_H
#define RANKS_READINGS_H

#include "base/fault.h"
#include "lda/history.h"
#include "ranks/ranks.h"
#include "stream/docsum.h"
#include "stream/namesketch.h"

#include <stdbool.h>

/* Every rank gets the sum of all, in place; those that are not begun add nothing. */
int readings_sum(const struct ranks *ranks, struct lda_reading *reading,
	struct fault *fault) MUST_USE;

/* Every rank gets the digest of the documents of all, in place; known (in and out): whether
 * it is known on this rank, and on all. */
int readings_docsum(const struct ranks *ranks, struct docsum *sum, bool *known,
	struct fault *fault) MUST_USE;
/* Every rank gets the sample of the names of all, in place. */
int readings_names(const struct ranks *ranks, struct namesketch *names,
	struct fault *fault) MUST_USE;

#endif
