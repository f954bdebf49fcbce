/* timeline.c - collects bars. */
#include "driver/timeline.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int find_name(struct timeline *timeline, const char *name, size_t *found,
	struct fault *fault)
{
	char cut[sizeof *timeline->name];

	(void)snprintf(cut, sizeof cut, "%s", name);
	for (*found = 0; *found < timeline->names; ++*found)
		if (strcmp(timeline->name[*found], cut) == 0)
			return 0;
	if (memory_grow(&timeline->name, &timeline->name_room, timeline->names + 1, fault))
		return -1;
	memcpy(timeline->name[timeline->names++], cut, sizeof cut);
	return 0;
}

void timeline_add(struct timeline *timeline, const char *name, struct timeline_bar bar)
{
	struct fault ignored = {0};

	if (find_name(timeline, name, &bar.name, &ignored)
		|| memory_grow(&timeline->bar, &timeline->room, timeline->count + 1, &ignored))
		return;
	timeline->bar[timeline->count++] = bar;
}

void timeline_release(struct timeline *timeline)
{
	free(timeline->bar);
	free(timeline->name);
	*timeline = (struct timeline){0};
}
