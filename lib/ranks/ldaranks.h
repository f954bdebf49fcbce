/* ldaranks - LDA in batch passes over shards that ranks share.
 *
 * Each rank has the whole model.  In a pass it takes the statistics of its own shards, all
 * add theirs up (whole numbers), and each takes the same step to the next model: the bytes
 * are those of lda-estep and lda-mstep over all shards, on any number of ranks. */
#ifndef RANKS_LDARANKS_H
#define RANKS_LDARANKS_H

#include "base/fault.h"
#include "lda/mixture.h"
#include "lda/topics.h"
#include "ranks/ranks.h"
#include "ranks/shares.h"

#include <stdbool.h>
#include <stdint.h>

struct ldaranks {
	const char *model;      /* the start, on rank 0 */
	const char *checkpoint; /* on rank 0; NULL: none */
	uint64_t passes;
	struct lda_effort effort;
	bool weights;           /* are allowed */
	uint64_t memory;        /* bytes of a rank's shards that stay in memory */
	int threads;
	/* notes, of rank 0 alone; may be NULL */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
};

/* topics becomes the model after the passes, and is the caller's to release.  Continues
 * from the checkpoint where it is one of the same start.  Collective; all ranks have the
 * same fault.  FAULT_USAGE: the checkpoint is of another training. */
int ldaranks_train(const struct ldaranks *training, const struct ranks *ranks,
	const struct shares *shares, struct lda_topics *topics, struct fault *fault) MUST_USE;

#endif
