/* estep - expected counts of chunks of documents under a model.
 *
 * Documents of a chunk go to the threads, then its terms: each sum has one
 * owner and one order, so the statistics don't depend on threads.  Chunks
 * are added on the grid, so their order does not matter. */
#ifndef LDA_ESTEP_H
#define LDA_ESTEP_H

#include "base/fault.h"
#include "lda/backlog.h"
#include "lda/chunk.h"
#include "lda/kernel.h"
#include "lda/labels.h"
#include "lda/mixture.h"
#include "lda/sparsestep.h"
#include "lda/statistics.h"

struct lda_estep {
	struct lda_sparse_estep *sparse; /* of a sparse model, and then alone; owned */
	struct lda_inferrer inferrer;
	float *weights;            /* owned: rows of the model that were used */
	float *scale;              /* size stride: lda_model_scale */
	uint64_t version;          /* of the model, from 1 */
	uint64_t *term_version;    /* size V: the version that the term's weights are of */
	struct lda_backlog *backlog; /* of the model; borrowed, NULL: nothing is deferred */
	const struct lda_labels *labels; /* NULL: documents may have all topics; borrowed */
	int threads;
	struct lda_mixture *mixtures; /* one a thread */
	struct lda_tally *tallies;    /* one a thread */
	float *theta;              /* documents x stride */
	float *ratio, *rest;       /* nonzeros, in document order */
	size_t theta_room, nonzero_room;
};

/* For models of the shape of this one. */
int lda_estep_init(struct lda_estep *estep, const struct lda_model *model, int threads,
	struct fault *fault) MUST_USE;
void lda_estep_release(struct lda_estep *estep);

/* The effort on a document; before lda_estep_model. */
void lda_estep_spend(struct lda_estep *estep, const struct lda_effort *effort);
size_t lda_estep_iterations(const struct lda_estep *estep);
double lda_estep_tolerance(const struct lda_estep *estep);

/* Documents have the topics of their labels; NULL: all.  FAULT_USAGE: a sparse model, one of
 * vb, one that learns alpha. */
int lda_estep_label(struct lda_estep *estep, const struct lda_model *model,
	const struct lda_labels *labels, struct fault *fault) MUST_USE;

/* Takes over the model as it is now; it stays the caller's, and must stay as
 * it is, but for lda_estep_move. */
int lda_estep_model(struct lda_estep *estep, const struct lda_model *model,
	struct fault *fault) MUST_USE;

/* Adds the chunk to the statistics.  Cost: 4 K flops a nonzero and iteration. */
int lda_estep_run(struct lda_estep *estep, const struct lda_chunk *chunk,
	struct lda_statistics *statistics, struct fault *fault) MUST_USE;

/* The same for a chunk that is a mini-batch of an online pass: its counts go
 * right to the rows of the backlog's model, and statistics get the rest of
 * what lda_mstep takes. */
int lda_estep_move(struct lda_estep *estep, const struct lda_chunk *chunk,
	const struct lda_move *move, struct lda_statistics *statistics,
	struct fault *fault) MUST_USE;

#endif
