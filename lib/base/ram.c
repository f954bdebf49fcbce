/* ram.c - asks the machine, the limits of the process and its control group. */
#include "base/ram.h"

#include "base/fullio.h"
#include "base/number.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The first bytes of a small file, zero-terminated; false where there is none. */
static bool read_small(const char *path, char *text, size_t room)
{
	struct fault unheard = {0};
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	bool done = descriptor >= 0 && fullio_read(descriptor, text, room - 1, &got, &unheard) == 0;

	if (descriptor >= 0)
		(void)close(descriptor);
	text[done ? got : 0] = 0;
	return done;
}

/* The least memory.max (version 2) of the control group and those that it is in. */
static uint64_t least_of_groups(void)
{
	char group[PATH_MAX - 64], path[PATH_MAX], text[64], *line, *end;
	uint64_t least = UINT64_MAX, limit;

	if (!read_small("/proc/self/cgroup", group, sizeof group)
		|| !(line = strstr(group, "0::")))
		return least;
	line += 3;
	line[strcspn(line, "\n")] = 0;
	for (;;) {
		(void)snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.max", line);
		if (read_small(path, text, sizeof text)
			&& number_parse_whole(text, strcspn(text, "\n"), &limit) && limit < least)
			least = limit;
		end = strrchr(line, '/');
		if (!end)
			return least;
		*end = 0;
	}
}

uint64_t ram_there(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t there = least_of_groups();
	struct rlimit limit;

	if (pages > 0 && size > 0 && (uint64_t)pages * (uint64_t)size < there)
		there = (uint64_t)pages * (uint64_t)size;
	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
		&& limit.rlim_cur < there)
		there = limit.rlim_cur;
	return there;
}
