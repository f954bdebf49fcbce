/* confine - what a filter that runs for another user may access.
 *
 * By the kernel, as far as it can: Landlock (Linux 5.13 and later) leaves a filter
 * its own file, shared libraries, the objects of its task and a scratch folder;
 * seccomp leaves it no sockets, no child processes, no changed permissions and no
 * signals to others; resource limits bound memory, threads and file sizes.  All are
 * probed at run time: the constants are defined here, so older kernel headers suffice.
 *
 *     struct confinement c;
 *     confine_begin(&c, fault); confine_read(&c, path or descriptor) ...
 *     in the child, before exec: confine_enter(&c)
 *     confine_end(&c)
 *
 * Source: landlock(7), seccomp(2), Documentation/userspace-api/landlock.rst. */
#ifndef AGENT_CONFINE_H
#define AGENT_CONFINE_H

#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

struct confine_limits {
	uint64_t memory; /* bytes that a filter may map for data; 0: no limit */
	uint64_t file;   /* bytes of its largest scratch file; 0: no limit */
	uint64_t tasks;  /* processes and threads of the account; 0: no limit */
};

struct confinement {
	int ruleset; /* Landlock's; -1: the kernel has none */
	struct confine_limits limits;
};

/* What this kernel and this build can do, for people: "Landlock 7 (files), seccomp,
 * limits", or "seccomp, limits; no Landlock". */
void confine_describe(char *text, size_t size);

/* Limits from the machine: its memory, and the account's tasks by now and 1024 more. */
void confine_measure(struct confine_limits *limits);

/* Begins with what every filter needs to start: libraries, /dev/null and what the
 * kernel says of processors.  Where there is no Landlock nothing is opened. */
int confine_begin(struct confinement *confinement, const struct confine_limits *limits,
	struct fault *fault) MUST_USE;
/* May read the file, and run it. */
int confine_run(const struct confinement *confinement, const char *path,
	struct fault *fault) MUST_USE;
/* May read the open file. */
int confine_read(const struct confinement *confinement, int descriptor,
	struct fault *fault) MUST_USE;
/* May make, write and remove files in the folder. */
int confine_scratch(const struct confinement *confinement, const char *path,
	struct fault *fault) MUST_USE;
/* May read what is in the folders, whose names are joined by ':'; NULL: none. */
int confine_folders(const struct confinement *confinement, const char *list,
	struct fault *fault) MUST_USE;
void confine_end(struct confinement *confinement);

/* In a child of one thread, before exec; only async-signal-safe calls.  NULL, or what
 * the kernel refused, with errno. */
const char *confine_enter(const struct confinement *confinement);

#endif
