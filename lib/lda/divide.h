/* divide - topics that die, begun anew as parts of the largest.
 *
 * A topic that lost its first words to others has no way back: the less it has, the
 * less it gets.  Of a sparse model's statistics, whose counts are whole numbers, each
 * such topic gets of the words of one of the largest a part that is drawn for each word,
 * and the next passes make two topics of them. */
#ifndef LDA_DIVIDE_H
#define LDA_DIVIDE_H

#include "base/fault.h"
#include "lda/model.h"
#include "lda/statistics.h"

/* Of the tokens that a topic has on average, what one that dies has at most; and how
 * many of these a topic that is divided has at least. */
#define LDA_DIVIDE_DYING .01
#define LDA_DIVIDE_LARGE 2

/* Divides topics of statistics, whose bags are settled, and stay so.  Topics with a name
 * stay as they are: what they have was asked for.  The parts depend on the model's seed,
 * its updates, the topics and the words alone. */
int lda_divide(const struct lda_model *model, struct lda_statistics *statistics, int threads,
	struct fault *fault) MUST_USE;

#endif
