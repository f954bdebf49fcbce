/* topiclist.c - splits values at commas. */
#include "topiclist.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

int topiclist_split(struct topiclist *list, const char *value, struct fault *fault)
{
	size_t room = 0;
	char *at;

	*list = (struct topiclist){.copy = memory_copy(value, strlen(value), fault)};
	if (!list->copy)
		return -1;
	for (at = list->copy; at;) {
		char *comma = strchr(at, ',');

		if (memory_grow(&list->part, &room, list->count + 1, fault))
			return -1;
		list->part[list->count++] = at;
		if (comma)
			*comma++ = 0;
		at = comma;
	}
	return 0;
}

void topiclist_release(struct topiclist *list)
{
	free(list->copy);
	free(list->part);
	*list = (struct topiclist){0};
}
