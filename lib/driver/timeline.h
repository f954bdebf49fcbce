/* timeline - when each slot did what, for the page of --report. */
#ifndef DRIVER_TIMELINE_H
#define DRIVER_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIMELINE_HERE UINT32_MAX /* as a host: filters beside the driver */

struct timeline_bar {
	double from, to, end;   /* clocks: the filter's start and end; its result was here */
	uint32_t host, slot;
	size_t name;            /* of the phase, or of the filter here */
	uint64_t bytes;         /* of the result */
	bool failed;
};

/* A zeroed one is empty. */
struct timeline {
	struct timeline_bar *bar;  /* size count, in the order of their ends */
	size_t count, room;
	char (*name)[32];          /* size names */
	size_t names, name_room;
};

/* Where memory lacks the bar is left out. */
void timeline_add(struct timeline *timeline, const char *name, struct timeline_bar bar);
void timeline_release(struct timeline *timeline);

#endif
