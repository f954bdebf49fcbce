/* parallel.c - a loop over indices on several threads. */
#define _GNU_SOURCE
#include "base/parallel.h"

#include "base/memory.h"

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

static void *turn(void *argument)
{
	struct loop_thread *self = argument;
	struct loop *loop = self->loop;
	struct fault fault = {0};

	for (;;) {
		size_t index = loop->next++;

		/* what comes before a failure still runs, so that the lowest is reported */
		if (index >= loop->count || index > loop->failed_at)
			return NULL;
		if (loop->step(loop->context, index, self->number, &fault))
			keep_lowest(loop, index, &fault);
	}
}

int parallel_for(int threads, size_t count,
	int (*step)(void *context, size_t index, int thread, struct fault *fault),
	void *context, struct fault *fault)
{
	struct loop loop = {.count = count, .step = step, .context = context,
		.next = 0, .failed_at = count, .lock = PTHREAD_MUTEX_INITIALIZER,
		.fault = fault};
	struct loop_thread *selves;
	pthread_t *ids;
	size_t i, started = 0;

	if (threads < 2 || count < 2) {
		for (i = 0; i < count; i++)
			if (step(context, i, 0, fault))
				return -1;
		return 0;
	}
	if ((size_t)threads > count)
		threads = (int)count;
	selves = memory_zeroed((size_t)threads, sizeof *selves, fault);
	ids = memory_zeroed((size_t)threads, sizeof *ids, fault);
	if (!selves || !ids) {
		free(selves);
		free(ids);
		return -1;
	}
	for (i = 0; i < (size_t)threads; i++)
		selves[i] = (struct loop_thread){&loop, (int)i};
	/* thread 0 is this one; with fewer threads than asked the work is the same */
	for (i = 1; i < (size_t)threads; i++, started++)
		if (pthread_create(&ids[i], NULL, turn, &selves[i]))
			break;
	(void)turn(&selves[0]);
	for (i = 1; i <= started; i++)
		(void)pthread_join(ids[i], NULL);
	free(selves);
	free(ids);
	return loop.failed_at < count ? -1 : 0;
}
