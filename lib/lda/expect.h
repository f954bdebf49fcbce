/* expect - the statistics of a corpus under a model, in one pass. */
#ifndef LDA_EXPECT_H
#define LDA_EXPECT_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/labels.h"
#include "lda/mixture.h"
#include "lda/statistics.h"

/* statistics are initialised here, and the caller's to release.  labels: NULL where
 * documents may have all topics. */
int lda_expect(const struct lda_model *model, struct lda_feed *feed,
	const struct lda_effort *effort, const struct lda_labels *labels, int threads,
	struct lda_statistics *statistics,
	struct fault *fault) MUST_USE;

#endif
