/* ways.h - tells a program's calls apart by the way that they came, for tests in which one
 * call after another fails or is the last.
 *
 * A way is the addresses on the stack that are the program's own, counted from where it
 * lies, so that it is the same in each run. */
#ifndef TESTS_WAYS_H
#define TESTS_WAYS_H

#include <execinfo.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAYS 4096      /* more are one */
#define WAYS_FRAMES 32 /* at most */

struct way {
	uint64_t hash; /* 0: none */
	long times;
};

static uintptr_t ways_program, ways_program_end;

static int ways_first_object(struct dl_phdr_info *info, size_t size, void *unused)
{
	int i;

	(void)size;
	(void)unused;
	ways_program = info->dlpi_addr;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			ways_program_end = ways_program + info->dlpi_phdr[i].p_vaddr
				+ info->dlpi_phdr[i].p_memsz;
	return 1;
}

/* To be called first. */
static void ways_init(void)
{
	void *here[1];

	(void)dl_iterate_phdr(ways_first_object, NULL);
	(void)backtrace(here, 1); /* which loads what it needs */
}

static bool ways_own(const void *address)
{
	return (uintptr_t)address >= ways_program && (uintptr_t)address < ways_program_end;
}

/* Counts a call by the way that it came, over so many frames; not for two threads at once. */
static const struct way *ways_count(int most)
{
	static struct way ways[WAYS];
	void *frames[WAYS_FRAMES];
	int count = backtrace(frames, most), i;
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	struct way *way = ways;

	for (i = 0; i < count; i++)
		if (ways_own(frames[i]))
			hash = (hash ^ ((uintptr_t)frames[i] - ways_program)) * 1099511628211u;
	for (i = 0; i < WAYS; i++) {
		way = &ways[(hash + (uint64_t)i) % WAYS];
		if (!way->hash || way->hash == hash)
			break;
	}
	way->hash = hash;
	way->times++;
	return way;
}

#endif
