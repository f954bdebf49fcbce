/* run - a filter, or several joined by pipes, with nobody left behind.
 *
 * Between us and the filters stands a minder, a process of ours that leads
 * their process group.  It holds the end of a leash, a pipe whose other end
 * is ours: when we are gone, even by kill -9, it kills the group.  When the
 * filters have ended it reports how, and takes with it whatever they left
 * running in the group. */
#ifndef AGENT_RUN_H
#define AGENT_RUN_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How it ended: of the first stage that failed (not by a closed pipe), or
 * of the last. */
struct run_end {
	int32_t status; /* -1: by a signal */
	int32_t signal;
	uint64_t user_us, system_us; /* of all stages */
	uint64_t memory;             /* KiB, of the largest */
};

struct run {
	pid_t minder;  /* 0: none */
	int leash;     /* closed by us: all are killed */
	int report;    /* the minder's; readable when it's over */
	int out, err;  /* what the filters write; non-blocking; -1: closed */
};

/* stage: argument vectors.  A name without a slash is looked for in the
 * folder bin, and where any is true along PATH as well; where it is false
 * only topictools' filters are run (FAULT_DENIED).  out: the descriptor
 * that the last stage writes to, -1 for a pipe in run->out. */
int run_start(struct run *run, char *const *const *stage, size_t stages, const char *bin,
	bool any, int out, struct fault *fault) MUST_USE;

void run_kill(const struct run *run);

/* After report became readable: 1 and the end; never waits for long. */
void run_end(struct run *run, struct run_end *end);
void run_release(struct run *run); /* kills what is left; accepts zeroed */

/* Puts the folder first in PATH, for commands that are no filters of ours but
 * may run them. */
int run_path(const char *bin, struct fault *fault) MUST_USE;

/* The folder that this program lies in. */
int run_folder(char *folder, size_t size, struct fault *fault) MUST_USE;

#endif
