/* grow - a model's vocabulary takes the words of another, with which new documents were
 * counted.
 *
 * The old words keep their columns, and their rows of lambda bit for bit; those that are new
 * follow, in their order.  A new word has no tokens: lambda is eta in every topic, and each
 * topic's total is larger by eta a new word.  Frequencies of both vocabularies are added, as
 * are the documents that they were counted in, so inverse document frequencies follow. */
#ifndef LDA_GROW_H
#define LDA_GROW_H

#include "base/fault.h"
#include "lda/topics.h"

#include <stddef.h>

/* *added: how many words are new; the model's history has them.  With a vocabulary of the
 * model's own terms nothing happens: its frequencies are of documents that were counted
 * already.  FAULT_DATA: other token options, frequencies that overflow. */
int lda_grow(struct lda_topics *topics, const struct vocabulary *more, int threads,
	size_t *added, struct fault *fault) MUST_USE;

#endif
