/* readings - what the statistics of all ranks were made from, together. */
#ifndef RANKS_READINGS_H
#define RANKS_READINGS_H

#include "base/fault.h"
#include "lda/history.h"
#include "ranks/ranks.h"

/* Every rank gets the sum of all, in place; those that are not begun add nothing. */
int readings_sum(const struct ranks *ranks, struct lda_reading *reading,
	struct fault *fault) MUST_USE;

#endif
