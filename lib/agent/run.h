/* run - a filter, or several joined by pipes, with no process left behind.
 *
 * Between us and the filters stands a minder, a process of ours.  It holds the end of
 * a leash, a pipe whose other end is ours: when we are gone, even by kill -9, it kills
 * the filters' process group.  When the filters have ended it kills what they left
 * running in the group, removes their scratch folder, and reports how they ended. */
#ifndef AGENT_RUN_H
#define AGENT_RUN_H

#include "agent/confine.h"
#include "agent/scratch.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum run_why {
	RUN_ENDED,   /* by itself, or killed by us */
	RUN_SCRATCH, /* killed: more scratch than it may have */
	RUN_DISK     /* killed: it was about to fill the disk */
};

/* How it ended: of the first stage that failed (not by a closed pipe), or
 * of the last. */
struct run_end {
	int32_t status; /* -1: by a signal */
	int32_t signal;
	uint64_t user_us, system_us; /* of all stages */
	uint64_t memory;             /* KiB, of the largest */
	enum run_why why;
};

struct run {
	pid_t minder;  /* 0: none */
	int leash;     /* closed by us: all are killed */
	int report;    /* the minder's; readable when it's over */
	int out, err;  /* what the filters write; non-blocking; -1: closed */
};

/* Under what filters run; zeroed: topictools' own, with all rights of the account. */
struct run_terms {
	const char *bin;  /* the folder where a name without a slash is looked for first */
	bool any;         /* PATH is looked at, too; else FAULT_DENIED for other names than
				those of topictools' filters */
	/* of topictools' filters alone; NULL: not confined */
	const struct confinement *confinement;
	struct scratch *scratch; /* removed at the end; made by the caller */
	uint64_t scratch_most;   /* bytes, in all scratch folders of the account */
	const char *places;      /* folders whose files they may name, joined by ':' */
	bool scripts;            /* confine also what is a script in place of a filter */
};

/* stage: argument vectors.  out: the descriptor that the last stage writes to, -1 for
 * a pipe in run->out. */
int run_start(struct run *run, char *const *const *stage, size_t stages,
	const struct run_terms *terms, int out, struct fault *fault) MUST_USE;

/* Asks the minder to kill all; the end is reported as usual. */
void run_kill(struct run *run);

/* After report became readable: how it ended.  Never waits for long. */
void run_end(struct run *run, struct run_end *end);
void run_release(struct run *run); /* kills what is left; accepts zeroed */

/* Is it the name of one of topictools' own filters? */
bool run_knows(const char *filter);

/* Are all stages of these words, with "|" between them, topictools' filters? */
bool run_knows_all(const char *const *word, size_t words);

/* Is what stands in place of the filter a script? */
bool run_is_script(const char *bin, const char *filter);

/* Puts the folder first in PATH, for commands that are no filters of ours but
 * may run them. */
int run_path(const char *bin, struct fault *fault) MUST_USE;

#endif
