/* team - helper threads that stay between loops.
 *
 * A program whose main thread runs many short loops spends much of them on starting
 * threads.  With a team, threads that are started once, by the first loop that can use them,
 * wait for the next one, awake for some microseconds, then asleep.  Whether there is a team
 * changes no result. */
#ifndef BASE_TEAM_H
#define BASE_TEAM_H

#include <stdbool.h>

/* From here on the loops and pipelines of this thread share a team of so many threads, itself
 * among them, or fewer where the system has no more.  One team a process at a time.  A child
 * that was forked and goes on without exec must not use one that has run. */
void team_start(int threads);

/* Ends its threads; without a team nothing happens. */
void team_end(void);

/* Calls work(context, number), number 0 in this thread and those below threads in helpers that
 * come in time: none is waited for before it has begun.  Returns when all have ended; false:
 * nothing was done, for this thread has no team or is within its work already. */
bool team_run(int threads, void (*work)(void *context, int number), void *context);

#endif
