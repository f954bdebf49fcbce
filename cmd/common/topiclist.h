/* topiclist - values of options that are lists, separated by commas. */
#ifndef CMD_COMMON_TOPICLIST_H
#define CMD_COMMON_TOPICLIST_H

#include "base/fault.h"

#include <stddef.h>

/* The parts of a value between commas.  A zeroed struct holds none. */
struct topiclist {
	char *copy;        /* owned: what part points into */
	const char **part; /* size count */
	size_t count;
};

int topiclist_split(struct topiclist *list, const char *value, struct fault *fault) MUST_USE;

void topiclist_release(struct topiclist *list); /* idempotent; accepts zeroed */

#endif
