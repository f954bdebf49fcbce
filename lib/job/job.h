/* job - what `dist-run JOB` does: which filter on which part, what merges.
 *
 * Each job is a function in a file of its own, job*.c.  It says the same
 * thing twice: to the driver, and, for --plan, as lines for a shell. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "base/bytes.h"
#include "base/fault.h"
#include "base/fraction.h"
#include "base/outfile.h"
#include "driver/driver.h"
#include "job/inputs.h"
#include "job/pieces.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the command line has them; NULL and 0: not given. */
struct job_options {
	/* text: handed to the filters as they are */
	const char *input, *words, *cjk, *stop, *stem;
	uint64_t least, most, ngrams;
	/* vocabulary */
	uint64_t min_df, keep;
	struct fraction max_df;
	const char *vocabulary; /* given, not counted */
	/* corpus */
	const char *weight; /* scheme; "none" */
	uint64_t shard_nonzeros, task_nonzeros;
	/* models */
	uint64_t k, seed, passes, block;
	double tolerance;
	bool one_pass;
	const char *inference, *alpha, *eta;
	uint64_t iterations, online_passes, update;
	double offset, kappa;
	/* map */
	const char *reduce;
	/* where it goes */
	const char *output, *folder;
	bool force;
};

struct job {
	const struct job_options *options;
	struct driver *driver;
	struct outfile *out;           /* open before the work starts; NULL for a folder */
	const char *const *input;      /* operands before "--" */
	size_t inputs;
	const char *const *command;    /* words behind "--" */
	size_t commands;
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
};

struct job_kind {
	const char *name;
	bool folder;  /* writes to -d */
	bool command; /* wants words behind "--" */
	int (*run)(struct job *job, struct fault *fault);
	/* Appends the shell lines. */
	int (*plan)(const struct job *job, struct bytes *out, struct fault *fault);
};

/* NULL where there is no such job. */
const struct job_kind *job_find(const char *name);
#define JOB_NAMES "vocab|corpus|lsi|lda|map|each"

int job_vocab(struct job *job, struct fault *fault) MUST_USE;
int job_corpus(struct job *job, struct fault *fault) MUST_USE;
int job_lsi(struct job *job, struct fault *fault) MUST_USE;
int job_lda(struct job *job, struct fault *fault) MUST_USE;
int job_map(struct job *job, struct fault *fault) MUST_USE;
int job_each(struct job *job, struct fault *fault) MUST_USE;

/* jobparts.c: steps that jobs share. */

/* Text to pieces. */
int job_cut(struct job *job, struct objects *pieces, struct fault *fault) MUST_USE;
/* Token options as words. */
int job_token_words(const struct job *job, struct call *words, struct fault *fault) MUST_USE;
/* Counts pieces and merges the counts; prune: drops terms as the options say. */
int job_count(struct job *job, const struct objects *pieces, bool prune,
	struct object *vocabulary, struct fault *fault) MUST_USE;
/* Whatever was given to shards; weighed by the scheme where they are counts
 * and that is not NULL. */
int job_shards(struct job *job, const char *scheme, uint64_t nonzeros, struct shards *shards,
	struct fault *fault) MUST_USE;
/* How many tasks for so many columns: cut by the data alone.  A result's
 * size goes with the columns, so a task should have many times as many
 * nonzeros. */
size_t job_bundles(const struct job *job, const struct shards *shards);
/* The first shard of task i of so many; that of task i+1 is its end. */
size_t job_bundle(const struct shards *shards, size_t bundles, size_t i);
int job_add_shards(struct call *words, const struct shards *shards, size_t from, size_t to,
	struct fault *fault) MUST_USE;
/* The object's bytes to where the job's result goes. */
int job_put(struct job *job, const struct object *object, struct fault *fault) MUST_USE;

/* LSI in several passes: columns that each adds; passes before the first look
 * at errors, between looks, and at most. */
struct job_passes {
	uint64_t block;
	size_t planned, step, most;
};
struct job_passes job_passes(const struct job_options *options);

/* Whether LSI is so little work that nothing is shared out: less than one
 * task, and no option tells how to cut it.  What merging costs goes with the
 * columns, and that alone is then more than all of it. */
bool job_is_small(const struct job *job, const struct shards *shards);
/* Whether the options leave that open. */
bool job_may_be_small(const struct job_options *options);

/* jobplan.c: the jobs as shell lines. */
int job_plan_vocab(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;
int job_plan_corpus(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;
int job_plan_lsi(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;
int job_plan_lda(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;
int job_plan_map(const struct job *job, struct bytes *out, struct fault *fault) MUST_USE;

/* plancost.c: notes on tasks, memory, traffic and time. */
int plan_costs(const struct job *job, const char *name, struct fault *fault) MUST_USE;

#define SHARD_NONZEROS ((uint64_t)1 << 17)
#define ONE_PASS_NONZEROS ((uint64_t)1 << 21)
#define LDA_PASSES 20
#define NONZEROS_A_COLUMN 128
#define TASK_COUNTS 4, 6, 12, 24, 36, 48, 60, 120, 180, 240

#endif
