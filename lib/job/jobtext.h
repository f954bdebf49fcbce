/* jobtext - steps that several jobs begin with: text to counts of words, and whatever
 * was given to shards. */
#ifndef JOB_JOBTEXT_H
#define JOB_JOBTEXT_H

#include "base/fault.h"
#include "job/job.h"
#include "job/step.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARD_NONZEROS ((uint64_t)1 << 17)

/* The text to pieces, their counts to list "vocab"; prune: drops terms as the options
 * say. */
int jobtext_count(const struct job *job, struct steps *plan, bool prune,
	struct fault *fault) MUST_USE;

/* The input to shards of that many nonzeros, unless --shard-nnz gives another
 * number; weighted by the job's scheme where they are counts; then STEP_FACTS, and a
 * check that there are words at all. */
int jobtext_shards(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault) MUST_USE;

/* Whether the input is text that is read once, whose parts corpus-merge makes shards of; then
 * it can also write them where the job's result goes. */
bool jobtext_merges(const struct job *job);
int jobtext_folder(const struct job *job, struct steps *plan, uint64_t nonzeros,
	struct fault *fault) MUST_USE;

/* A check (step_check) of jobs of LDA: the shards hold counts, no weights. */
int jobtext_counts_alone(const struct job *job, const struct steprun *run,
	struct fault *fault) MUST_USE;

/* Nonzeros of a shard: --shard-nnz, or those given. */
uint64_t jobtext_nonzeros(const struct job *job, uint64_t nonzeros);

#endif
