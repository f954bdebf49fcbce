/* divide - topics that die, begun anew as parts of the largest.
 *
 * A topic that lost its first words to others has no way back: the less it has, the
 * less it gets.  Each such topic gets of the words of one of the largest a part that is
 * drawn for each word, and the next passes make two topics of them.  Topics with a name stay
 * as they are: what they have was asked for.  The parts depend on the model's seed, unless
 * it began from anchors, its updates, the topics and the words alone.
 *
 * Those of a sparse model, which starts from documents, die at once.  A dense one starts from
 * topics that are nearly the same: with few tokens many of these take twenty passes to die,
 * and are seen to by what they have lost. */
#ifndef LDA_DIVIDE_H
#define LDA_DIVIDE_H

#include "base/fault.h"
#include "lda/model.h"
#include "lda/statistics.h"

/* Of the tokens that a topic has on average, what one that dies has at most; and how
 * many of these a topic that is divided has at least. */
#define LDA_DIVIDE_DYING .01
#define LDA_DIVIDE_LARGE 2
#define LDA_DIVIDE_DENSE_DYING .25
#define LDA_DIVIDE_DENSE_LARGE 1.5

/* The passes over the corpus in which topics of a dense model are divided. */
#define LDA_DIVIDE_PASSES 15

/* Divides topics of a sparse model's statistics, whose bags are settled, and stay so. */
int lda_divide(const struct lda_model *model, struct lda_statistics *statistics, int threads,
	struct fault *fault) MUST_USE;

/* Divides topics of a dense model of these statistics: eta + seeds + their counts. */
int lda_divide_dense(struct lda_model *model, const struct lda_statistics *statistics,
	struct fault *fault) MUST_USE;

#endif
