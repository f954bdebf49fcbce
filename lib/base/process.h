/* process - a child with its three streams in pipes, which can always be ended. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process {
	pid_t pid;
	bool over;  /* it ended and was waited for */
	int status; /* as waitpid gave it; -1: other code waited for it */
};

/* Runs word[0], looked for in PATH, with the words up to NULL, in a session
 * of its own: no terminal, no signals of our terminal.  to, from and complaints
 * get our ends of its streams, non-blocking and closed on exec; complaints
 * NULL: nobody listens.  FAULT_NO_INPUT or FAULT_DENIED where it can't be
 * run, FAULT_SYSTEM. */
int process_start(struct process *process, const char *const *word, int *to, int *from,
	int *complaints, struct fault *fault) MUST_USE;

/* Replaces this process by the words' program, found in PATH; -1: FAULT_NO_INPUT or
 * FAULT_DENIED where it can't be run. */
int process_become(const char *const *word, struct fault *fault) MUST_USE;

/* The folder that this program lies in. */
int process_folder(char *folder, size_t size, struct fault *fault) MUST_USE;

/* In a child, before it is something else: every signal has its default action, and
 * none is blocked. */
void process_fresh_signals(void);

/* Waits for a child of ours, whatever signals come in between; status may be NULL.
 * False where there is no such child. */
bool process_await(pid_t pid, int *status);

/* Has it ended?  Never waits. */
bool process_over(struct process *process);

/* Ends it and its session: by SIGTERM, after half a second by SIGKILL. */
void process_end(struct process *process);

#endif
