/* anchors - starts a dense model from words that stand for topics, without a random number.
 *
 * A word that one topic alone has (an anchor) occurs beside that topic's words: its row of
 * the words' co-occurrences is the topic.  The rows of all words are mixtures of the anchors'
 * rows, so the anchors are their outermost points: the first is the row farthest from the
 * mean, each other one the row farthest from the span of those before.  Rows are compared
 * after a projection to some hundred dimensions by fixed signs.  Candidates are the words in
 * at least LDA_ANCHOR_PART of the documents, at most LDA_ANCHOR_CANDIDATES of them.
 *
 * Topic k begins as half its anchor's co-occurrences and half the words of all documents,
 * with the tokens that a topic has on average.  Sums are whole numbers, so the order of
 * documents does not matter, nor do shards or threads.
 * Source: Arora, Ge, Halpern, Mimno, Moitra, Sontag, Wu, Zhu (2013), "A practical algorithm
 * for topic modeling with provable guarantees", algorithm 4. */
#ifndef LDA_ANCHORS_H
#define LDA_ANCHORS_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/model.h"

#define LDA_ANCHOR_PART .01
enum { LDA_ANCHOR_CANDIDATES = 8192, LDA_ANCHOR_TOPICS = 1000 };

/* A new dense model, in three passes over the feed.  Topics that have seeds begin as others
 * do, and with these.  FAULT_USAGE: more topics than LDA_ANCHOR_TOPICS.  FAULT_DATA: fewer
 * candidates that differ than topics; weights that are not whole numbers.
 * Cost: nonzeros x dimensions, and candidates x dimensions x topics; a candidate and dimension
 * take 12 bytes, a term and topic 8 more than those of the model. */
int lda_anchors_start(struct lda_model *model, const struct lda_recipe *recipe,
	struct lda_feed *feed, int threads, struct fault *fault) MUST_USE;

#endif
