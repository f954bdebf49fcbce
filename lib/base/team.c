/* team.c - helpers that wait for work, at first awake. */
#include "base/team.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

/* Looks for work, or for its end, before a thread goes to sleep: some tens of microseconds,
 * about what it takes to wake one. */
enum { LOOKS = 4000 };

struct helper {
	pthread_t id;
	int number;
	size_t seen; /* the last round that is not its own */
};

static struct team {
	pthread_mutex_t lock;
	pthread_cond_t wake, over;
	struct helper *helper;
	size_t helpers, most, asleep;
	void (*work)(void *context, int number); /* NULL: nobody may begin */
	void *context;
	int threads;
	atomic_size_t round;  /* grows with each work, and at the end */
	atomic_size_t active; /* helpers at work */
	bool ending;
} team = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER,
	.over = PTHREAD_COND_INITIALIZER};

/* Whether the team is this thread's, and whether it is at work. */
static _Thread_local bool mine, busy;

static void pause_briefly(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
	__builtin_ia32_pause();
#endif
}

/* Takes part in the round that follows the one seen.  false: the team ends. */
static bool take_part(int number, size_t *seen)
{
	void (*work)(void *context, int number) = NULL;
	void *context;
	bool ending;
	int i;

	for (i = 0; i < LOOKS && team.round == *seen; i++)
		pause_briefly();
	(void)pthread_mutex_lock(&team.lock);
	while (team.round == *seen) {
		team.asleep++;
		(void)pthread_cond_wait(&team.wake, &team.lock);
		team.asleep--;
	}
	*seen = team.round;
	ending = team.ending;
	context = team.context;
	if (!ending && number < team.threads)
		work = team.work;
	team.active += work != NULL;
	(void)pthread_mutex_unlock(&team.lock);
	if (work) {
		work(context, number);
		(void)pthread_mutex_lock(&team.lock);
		if (--team.active == 0)
			(void)pthread_cond_signal(&team.over);
		(void)pthread_mutex_unlock(&team.lock);
	}
	return !ending;
}

static void *help(void *argument)
{
	struct helper *self = argument;

	while (take_part(self->number, &self->seen))
		;
	return NULL;
}

void team_start(int threads)
{
	if (team.helpers)
		return;
	team.most = threads > 1 ? (size_t)threads - 1 : 0;
	team.ending = false;
	mine = team.most > 0;
}

/* Starts the helpers that a work on so many threads can use, and that there are not yet.  Once
 * the system refuses one, no more are asked for. */
static void hire(int threads)
{
	size_t wanted = (size_t)threads - 1 < team.most ? (size_t)threads - 1 : team.most;

	if (team.helpers < wanted && !team.helper)
		team.helper = calloc(team.most, sizeof *team.helper);
	for (; team.helper && team.helpers < wanted; team.helpers++) {
		struct helper *helper = &team.helper[team.helpers];

		*helper = (struct helper){.number = (int)team.helpers + 1, .seen = team.round};
		if (pthread_create(&helper->id, NULL, help, helper)) {
			team.most = team.helpers;
			return;
		}
	}
}

static void announce(void (*work)(void *context, int number), void *context, int threads)
{
	(void)pthread_mutex_lock(&team.lock);
	team.work = work;
	team.context = context;
	team.threads = threads;
	team.ending = !work;
	team.round++;
	if (team.asleep)
		(void)pthread_cond_broadcast(&team.wake);
	(void)pthread_mutex_unlock(&team.lock);
}

void team_end(void)
{
	size_t i;

	if (!mine)
		return;
	if (team.helpers)
		announce(NULL, NULL, 0);
	for (i = 0; i < team.helpers; i++)
		(void)pthread_join(team.helper[i].id, NULL);
	free(team.helper);
	team.helper = NULL;
	team.helpers = 0;
	mine = false;
}

bool team_run(int threads, void (*work)(void *context, int number), void *context)
{
	int i;

	if (!mine || busy)
		return false;
	busy = true;
	hire(threads);
	announce(work, context, threads);
	work(context, 0);
	(void)pthread_mutex_lock(&team.lock);
	team.work = NULL;
	(void)pthread_mutex_unlock(&team.lock);
	for (i = 0; i < LOOKS && team.active; i++)
		pause_briefly();
	(void)pthread_mutex_lock(&team.lock);
	while (team.active)
		(void)pthread_cond_wait(&team.over, &team.lock);
	(void)pthread_mutex_unlock(&team.lock);
	busy = false;
	return true;
}
