/* parallel.c - a loop over indices on several threads. */
#define _GNU_SOURCE
#include "base/parallel.h"

#include "base/memory.h"
#include "base/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

int parallel_cores(void)
{
	cpu_set_t set;
	int count = 0;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		count = CPU_COUNT(&set);
	return count > 0 ? count : 1;
}

struct loop {
	size_t count;
	int (*step)(void *context, size_t index, int thread, struct fault *fault);
	void *context;
	atomic_size_t next, failed_at; /* count: none failed */
	pthread_mutex_t lock;          /* over fault */
	struct fault *fault;
};

struct loop_thread {
	struct loop *loop;
	int number;
};

static void keep_lowest(struct loop *loop, size_t index, const struct fault *fault)
{
	(void)pthread_mutex_lock(&loop->lock);
	if (index < loop->failed_at) {
		loop->failed_at = index;
		*loop->fault = *fault;
	}
	(void)pthread_mutex_unlock(&loop->lock);
}

static void take_turns(void *context, int number)
{
	struct loop *loop = context;
	struct fault fault = {0};

	for (;;) {
		size_t index = loop->next++;

		/* what comes before a failure still runs, so that the lowest is reported */
		if (index >= loop->count || index > loop->failed_at)
			return;
		if (loop->step(loop->context, index, number, &fault))
			keep_lowest(loop, index, &fault);
	}
}

static void *turn(void *argument)
{
	const struct loop_thread *self = argument;

	take_turns(self->loop, self->number);
	return NULL;
}

/* On threads of the loop's own.  With fewer than asked the work is the same. */
static int start_threads(struct loop *loop, size_t threads, struct fault *fault)
{
	struct loop_thread *selves = memory_zeroed(threads, sizeof *selves, fault);
	pthread_t *ids = memory_zeroed(threads, sizeof *ids, fault);
	size_t i, started = 0;
	int failed = selves && ids ? 0 : -1;

	/* thread 0 is this one */
	for (i = 1; !failed && i < threads; i++, started++) {
		selves[i] = (struct loop_thread){loop, (int)i};
		if (pthread_create(&ids[i], NULL, turn, &selves[i]))
			break;
	}
	if (!failed)
		take_turns(loop, 0);
	for (i = 1; i <= started; i++)
		(void)pthread_join(ids[i], NULL);
	free(selves);
	free(ids);
	return failed;
}

int parallel_for(int threads, size_t count,
	int (*step)(void *context, size_t index, int thread, struct fault *fault),
	void *context, struct fault *fault)
{
	struct loop loop = {.count = count, .step = step, .context = context,
		.next = 0, .failed_at = count, .lock = PTHREAD_MUTEX_INITIALIZER,
		.fault = fault};
	size_t i;

	if (threads < 2 || count < 2) {
		for (i = 0; i < count; i++)
			if (step(context, i, 0, fault))
				return -1;
		return 0;
	}
	if ((size_t)threads > count)
		threads = (int)count;
	if (!team_run(threads, take_turns, &loop) && start_threads(&loop, (size_t)threads, fault))
		return -1;
	return loop.failed_at < count ? -1 : 0;
}
