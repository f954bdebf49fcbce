/* judgement - summaries of held-out scores, with standard errors.
 *
 * The unit of sampling is the document: words of one document are
 * not independent.  The standard errors treat the documents as independent; the one
 * of a score a word is that of a ratio of two sums,
 *     se^2 = n / (n - 1) sum_d (l_d - r w_d)^2 / (sum_d w_d)^2,
 * with l_d the nats and w_d the words of document d, r = sum l / sum w.
 * Source: Cochran (1977), Sampling Techniques, eq. 6.4. */
#ifndef LDA_JUDGEMENT_H
#define LDA_JUDGEMENT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "lda/heldout.h"

#include <stddef.h>

/* A mean and its standard error (0 where there is one document). */
struct lda_figure {
	double value, error;
};

struct lda_judgement {
	size_t scored;                  /* documents with a predicted word */
	double predicted;               /* words */
	struct lda_figure word, document; /* nats a word: of all words, mean over documents */
	size_t largest;                 /* documents: a hundredth of the scored, rounded up */
	double largest_share;           /* of the predicted words */
	double largest_part;            /* of word.value: what the largest add to it, nats */
	double rest;                    /* nats a word, without the largest; 0 where none are left */
};

/* Of one model, or (minus not NULL) of the differences between two models'
 * scores of the same documents.  FAULT_DATA where no document was scored. */
int lda_judgement(const struct lda_scores *scores, const struct lda_scores *minus,
	struct lda_judgement *judgement, struct fault *fault) MUST_USE;

/* Appends lines of key, tab, value, tab, unit: of a model; and of a difference. */
int lda_judgement_put(const struct lda_judgement *judgement, const struct lda_scores *scores,
	struct bytes *text, struct fault *fault) MUST_USE;
int lda_judgement_put_difference(const struct lda_judgement *difference,
	const struct lda_judgement *against, struct bytes *text,
	struct fault *fault) MUST_USE;

#endif
