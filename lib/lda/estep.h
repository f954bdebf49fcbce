/* estep - expected counts of chunks of documents under a model.
 *
 * Documents of a chunk go to the threads, then its terms: each sum has one
 * owner and one order, so the statistics don't depend on threads.  Chunks
 * are added on the grid, so they may come in any order. */
#ifndef LDA_ESTEP_H
#define LDA_ESTEP_H

#include "base/fault.h"
#include "lda/chunk.h"
#include "lda/mixture.h"
#include "lda/statistics.h"

struct lda_estep {
	struct lda_inferrer inferrer;
	float *weights;            /* owned; lda_estep_model fills it */
	int threads;
	struct lda_mixture *mixtures; /* one a thread */
	struct lda_tally *tallies;    /* one a thread */
	float *theta;              /* documents x stride */
	float *ratio, *rest;       /* nonzeros, in term order */
	size_t theta_room, nonzero_room;
};

/* For models of the shape of this one. */
int lda_estep_init(struct lda_estep *estep, const struct lda_model *model, int threads,
	struct fault *fault) MUST_USE;
void lda_estep_release(struct lda_estep *estep);

/* Takes over the model as it is now; it stays the caller's. */
int lda_estep_model(struct lda_estep *estep, const struct lda_model *model,
	struct fault *fault) MUST_USE;

/* Adds the chunk to the statistics.  Cost: 4 K flops a nonzero and iteration. */
int lda_estep_run(struct lda_estep *estep, const struct lda_chunk *chunk,
	struct lda_statistics *statistics, struct fault *fault) MUST_USE;

#endif
