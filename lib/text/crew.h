/* crew - scratch space for the threads of a pipeline: as many workers as
 * threads, each lent to one item at a time. */
#ifndef TEXT_CREW_H
#define TEXT_CREW_H

#include "base/fault.h"

#include <pthread.h>
#include <stddef.h>

struct crew {
	void **idle; /* size count: the first free of them are free */
	size_t free;
	pthread_mutex_t lock;
};

/* workers: count of them, size bytes apart, the caller's. */
int crew_init(struct crew *crew, void *workers, size_t count, size_t size,
	struct fault *fault) MUST_USE;
void crew_release(struct crew *crew); /* accepts one whose init failed, or zeroed */

/* There is always one: no more than count threads may ask. */
void *crew_take(struct crew *crew);
void crew_give(struct crew *crew, void *worker);

#endif
