/* stepyield - what a step's tasks can yield, so that what hosts send has bounds.
 *
 * A linear form of what a task is about: generous enough that no honest filter exceeds
 * it, whatever the text. */
#ifndef JOB_STEPYIELD_H
#define JOB_STEPYIELD_H

#include "base/fault.h"
#include "driver/task.h"
#include "job/shards.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stepyield {
	struct task_yield each; /* of any task; bytes: besides those that follow */
	uint64_t a_byte, a_file, a_nonzero; /* bytes for each of the task's files */
	bool numbers;           /* and it is text, a number for each of them */
	bool inflated;          /* and as many as its shards are, inflated */
	bool same_rows;         /* as many rows as its shards have */
	bool counts_rows;       /* its column line each.counted is how many rows those are */
};

/* What a task is about. */
struct stepitem {
	uint64_t files, bytes, rows, nonzeros, inflated;
};

/* Files [from, to) of a list; where that is the list of the shards, all is known. */
struct stepitem stepyield_item(const struct objects *list, const struct shards *shards,
	size_t from, size_t to);
void stepyield_of(const struct stepyield *yield, const struct stepitem *item,
	struct task_yield *of);

/* A dense stream of the kind with a row a term of the shards: columns of so many bytes
 * each, and lines about them. */
void stepyield_dense(struct stepyield *yield, enum kind kind, const struct shards *shards,
	uint64_t columns, uint64_t value_bytes);

/* The shape of a corpus with the vocabulary of that file, or of the shards. */
int stepyield_corpus(struct stepyield *yield, const char *vocabulary,
	struct fault *fault) MUST_USE;
void stepyield_shards(struct stepyield *yield, const struct shards *shards);

#endif
