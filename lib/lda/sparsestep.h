/* sparsestep - expected counts of chunks of documents under a sparse model.
 *
 * The shares of each nonzero are rounded to whole steps (lda_sparse_kernel_round_shares) with a
 * number that is hashed from seed, update, document and word, and added to the
 * bags of the statistics: whole numbers, whose sums depend neither on the order of
 * documents nor on their division into chunks, shards or threads. */
#ifndef LDA_SPARSESTEP_H
#define LDA_SPARSESTEP_H

#include "base/fault.h"
#include "lda/chunk.h"
#include "lda/sparsemix.h"
#include "lda/statistics.h"

struct lda_sparse_estep {
	struct lda_sparse_inferrer inferrer;
	int threads;
	uint64_t pass;      /* key of seed and update */
	struct lda_sparse_worker *worker; /* one a thread */
	struct lda_sparse_place *place;   /* size nonzeros of the chunk */
	size_t place_room;
};

int lda_sparse_step_init(struct lda_sparse_estep *estep, const struct lda_model *model,
	int threads, struct fault *fault) MUST_USE;
void lda_sparse_step_release(struct lda_sparse_estep *estep);

/* Takes over the model as it is now; it stays the caller's. */
int lda_sparse_step_model(struct lda_sparse_estep *estep, const struct lda_model *model,
	struct fault *fault) MUST_USE;

/* Adds the chunk to the statistics. */
int lda_sparse_step_run(struct lda_sparse_estep *estep, const struct lda_chunk *chunk,
	struct lda_statistics *statistics, struct fault *fault) MUST_USE;

#endif
