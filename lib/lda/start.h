/* start - starts a sparse model from documents.
 *
 * A topic that has seeds begins as these, another as the words of one document, with a
 * weight of LDA_START_WEIGHT of the tokens that a topic has on average, and every word's
 * tokens are spread over all topics alike: a weak start, that makes topics different and
 * leaves the rest to the first pass.  The documents are those whose names' hashes under the
 * seed are the smallest, so the start does not depend on the order of the corpus
 * or on the shards. */
#ifndef LDA_START_H
#define LDA_START_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/model.h"

#define LDA_START_WEIGHT .003

/* A new sparse model, in one pass over the feed.  Where there are fewer documents
 * with words than topics, a document begins several topics, with other weights for
 * its words.  FAULT_DATA where no document has words. */
int lda_start(struct lda_model *model, const struct lda_recipe *recipe, struct lda_feed *feed,
	int threads, struct fault *fault) MUST_USE;

#endif
