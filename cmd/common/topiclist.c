/* topiclist.c - splits values at commas. */
#include "topiclist.h"

#include "base/memory.h"
#include "base/number.h"

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

int topiclist_numbers(struct topiclist *list, const char *option, const char *value,
	struct fault *fault)
{
	size_t i;

	*list = (struct topiclist){0};
	if (!value)
		return 0;
	if (topiclist_split(list, value, fault))
		return -1;
	list->topic = memory_zeroed(list->count, sizeof *list->topic, fault);
	if (!list->topic)
		return -1;
	for (i = 0; i < list->count; i++) {
		uint64_t number;

		if (!number_parse_whole(list->part[i], strlen(list->part[i]), &number))
			return fault_set(fault, FAULT_USAGE, "--%s %s: \"%s\" is no number of a "
				"topic; give such as 0 or 3,17", option, value, list->part[i]);
		list->topic[i] = (size_t)number;
	}
	return 0;
}

void topiclist_release(struct topiclist *list)
{
	free(list->copy);
	free(list->part);
	free(list->topic);
	*list = (struct topiclist){0};
}
