/* crew.c - workers that are lent to items. */
#include "text/crew.h"

#include "base/memory.h"

#include <stdlib.h>

int crew_init(struct crew *crew, void *workers, size_t count, size_t size, struct fault *fault)
{
	size_t i;

	*crew = (struct crew){.free = count};
	crew->idle = memory_zeroed(count, sizeof *crew->idle, fault);
	if (!crew->idle)
		return -1;
	for (i = 0; i < count; i++)
		crew->idle[i] = (char *)workers + i * size;
	(void)pthread_mutex_init(&crew->lock, NULL);
	return 0;
}

void crew_release(struct crew *crew)
{
	if (!crew->idle)
		return;
	(void)pthread_mutex_destroy(&crew->lock);
	free(crew->idle);
	*crew = (struct crew){0};
}

void *crew_take(struct crew *crew)
{
	void *worker;

	(void)pthread_mutex_lock(&crew->lock);
	worker = crew->idle[--crew->free];
	(void)pthread_mutex_unlock(&crew->lock);
	return worker;
}

void crew_give(struct crew *crew, void *worker)
{
	(void)pthread_mutex_lock(&crew->lock);
	crew->idle[crew->free++] = worker;
	(void)pthread_mutex_unlock(&crew->lock);
}
