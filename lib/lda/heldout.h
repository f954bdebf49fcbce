/* heldout - how well a model foretells words that it has not seen.
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

struct lda_score {
	uint64_t documents;    /* that were read */
	uint64_t scored;       /* with a token of odd number */
	double observed, predicted; /* tokens */
	double likelihood;     /* nats, of all predicted tokens together */
};

/* FAULT_DATA: a weight that is no whole number. */
int lda_heldout_score(const struct lda_model *model, const struct lda_heldout *heldout,
	struct lda_feed *feed, int threads, struct lda_score *score,
	struct fault *fault) MUST_USE;

#endif
