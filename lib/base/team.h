/* team - helper threads that stay between loops.
 *
 * A program whose main thread runs many short loops spends much of them on starting
 * threads.  With a team, threads that are started once wait for the next loop, awake for
 * some microseconds, then asleep.  Whether there is a team changes no result. */
#ifndef BASE_TEAM_H
#define BASE_TEAM_H

#include <stdbool.h>

/* Starts threads - 1 helpers, or fewer where the system has no more, for the loops of this
 * thread.  One team a process at a time; it must not fork meanwhile. */
void team_start(int threads);

/* Ends them; without a team nothing happens. */
void team_end(void);

/* Calls work(context, number), number 0 in this thread and those below threads in helpers that
 * come in time: none is waited for before it has begun.  Returns when all have; false:
 * nothing was done, for this thread has no team or is within its work already. */
bool team_run(int threads, void (*work)(void *context, int number), void *context);

#endif
