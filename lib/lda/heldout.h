/* heldout - how well a model predicts words that it has not seen.
 *
 * Document completion: the tokens of a document, in order of term number, are
 * numbered from 0; its mixture is inferred from those of even number by
 * variational Bayes with the topics fixed, and the score is the mean natural
 * logarithm of the likelihood of those of odd number.  The same for every
 * model, whatever its inference.  The topics are the means of their Dirichlet
 * distributions, mixed with a little of the uniform distribution so that no
 * word is impossible. */
#ifndef LDA_HELDOUT_H
#define LDA_HELDOUT_H

#include "base/fault.h"
#include "lda/feed.h"
#include "lda/model.h"

#include <stdint.h>

struct lda_heldout {
	const double *alpha;   /* size K */
	uint64_t iterations;
	double uniform;        /* share of the uniform distribution */
};

/* The scores of documents, in the order in which they were read.  A zeroed
 * struct has none. */
struct lda_scores {
	size_t documents;
	double observed;       /* tokens of all of them */
	double *predicted;     /* size documents: tokens; 0: not scored */
	double *likelihood;    /* size documents: nats, of these tokens together */
	size_t predicted_room, likelihood_room;
};

void lda_heldout_release(struct lda_scores *scores);

/* Scores the documents by one or two models in one pass: scores, a struct for
 * each model, zeroed, is filled.  FAULT_DATA: a weight that is no whole number. */
int lda_heldout_score(const struct lda_model *const *models,
	const struct lda_heldout *heldout, size_t count, struct lda_feed *feed, int threads,
	struct lda_scores *scores, struct fault *fault) MUST_USE;

#endif
