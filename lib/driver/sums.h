/* sums - combined results: hosts add up what they keep, and a merge gets the sums.
 *
 * A task's own result has a digest whether it has come or not, so what is made of the
 * results of a phase has the same name however they were grouped. */
#ifndef DRIVER_SUMS_H
#define DRIVER_SUMS_H

#include "agent/wire.h"
#include "base/fault.h"
#include "base/sha256.h"
#include "driver/attempt.h"
#include "driver/task.h"
#include "driver/work.h"

/* Takes from the journal what stands for tasks of the phase, all of whose tasks are. */
int sums_recall(const struct work *work, struct tasks *tasks, struct fault *fault) MUST_USE;

/* The attempt is to combine what its host keeps of these tasks. */
int sums_begin(const struct tasks *tasks, const uint32_t *member, size_t members,
	struct attempt *attempt, struct fault *fault) MUST_USE;

/* FRAME_NAMES: exactly the results that it was given.  why: they are not. */
int sums_named(struct attempt *attempt, struct fields *fields, struct fault *why) MUST_USE;

/* A combined result, as a file that was just made: of the phase's tasks.  It is taken whole,
 * by one line of the journal, and stands for all of them. */
struct sums_made {
	const struct commandline *words;
	const uint32_t *member;
	size_t members;
	const bool *sum;         /* size sums: of the phase's, those that are in it; NULL: none */
	size_t sums;
	const char *scratch;
	struct sha256 digest;
	uint64_t size;
	double seconds;
	const char *host;
};

int sums_take(struct work *work, struct tasks *tasks, const struct sums_made *made,
	struct fault *fault) MUST_USE;

/* The results that are here and together stand for all tasks, behind the words. */
int sums_add(const struct tasks *tasks, struct commandline *words, struct fault *fault) MUST_USE;

#endif
