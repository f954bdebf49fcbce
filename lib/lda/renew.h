/* renew - begins the smallest topics of a model anew, from documents that are to be added.
 *
 * A subject that the model has not seen finds no topic of its own when documents are added
 * (addition.h): all topics are taken.  The topics with the fewest tokens give way to the
 * documents that the model predicts worst, one each.  Their old tokens go to the other
 * topics, word by word in proportion to what these have of the word, so that no word loses
 * any; then each has the words of its document, and, where alpha is learned, the mean of the
 * other topics' alpha.
 *
 * A dense model of few tokens may leave half of its topics empty, and no document that is added
 * ever reaches these.  LDA_RENEW_EMPTY begins such anew: topics with less than a twentieth of
 * the mean's tokens, at most as many as the new documents' tokens would fill to the mean, so
 * that nights of a few documents don't take them all for single ones.  A model without empty
 * topics stays as it is. */
#ifndef LDA_RENEW_H
#define LDA_RENEW_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/topics.h"
#include "stream/header.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For a number: empty topics alone; in words, auto. */
#define LDA_RENEW_EMPTY UINT64_MAX

/* "auto", or 0 to 1e6; NULL: 0.  FAULT_USAGE: anything else. */
int lda_renew_number(const char *word, uint64_t *number, struct fault *fault) MUST_USE;

/* The given number of topics, or as many as documents have words; topics that have names
 * stay.  *renewed: how many; the model's history has them.  Reads the feed
 * thrice, or not at all where no topic is empty.
 * FAULT_USAGE: not one unnamed topic would be left, a sparse model that has learned nothing
 * yet. */
int lda_renew(struct lda_topics *topics, struct lda_feed *feed, uint64_t number, int threads,
	size_t *renewed, struct fault *fault) MUST_USE;

/* False: a model of this header, with so many terms, has no topic that is empty. */
bool lda_renew_may(const struct header *header, size_t terms);

#endif
