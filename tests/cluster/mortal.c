/* mortal.c - dist-run with an end, by kill -9 right after one of its own steps.
 *
 * A step is a call by which it changes a file or a folder; a write to a file counts as two,
 * half of it and all of it: a line of the journal can be cut short.  Steps are of one kind
 * when the last callers were the same, by the addresses on the stack.
 *
 * DIE_LIST=FILE: it lives on, and a line for each step is written there: the kind, how many
 * of the kind there have been by then, the call.  DIE_AT="KIND TIMES", as in that list: it
 * dies after that step.
 *
 * Linked into a dist-run of the tests' own by --wrap, so that the driver's
 * code is what it is.  What the driver starts lives on as ever. */
#define _GNU_SOURCE
#include "../cli/ways.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_fdatasync(int descriptor);
int __real_fsync(int descriptor);
int __real_ftruncate(int descriptor, off_t size);
int __real_mkdir(const char *path, mode_t mode);
int __real_open(const char *path, int flags, ...);
int __real_remove(const char *path);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
ssize_t __real_write(int descriptor, const void *data, size_t size);

int __wrap_fdatasync(int descriptor);
int __wrap_fsync(int descriptor);
int __wrap_ftruncate(int descriptor, off_t size);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_open(const char *path, int flags, ...);
int __wrap_remove(const char *path);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
ssize_t __wrap_write(int descriptor, const void *data, size_t size);

#define FRAMES 8 /* from ours to what the driver does: takes a result, merges, begins */

static pthread_mutex_t kinds_lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t mortal; /* the process whose steps are counted, not those of its children */
static int list = -1;
static uint64_t last_kind;
static long last_times;

/* A build for coverage writes its counts after this, which are no steps. */
static void end(void)
{
	mortal = 0;
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("DIE_AT"), *file = getenv("DIE_LIST");

	ways_init();
	if (at)
		(void)sscanf(at, "%" SCNx64 " %ld", &last_kind, &last_times);
	if (file)
		list = __real_open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	mortal = at || file ? getpid() : 0;
	(void)atexit(end);
	(void)unsetenv("DIE_AT"); /* they are ours, not our filters' */
	(void)unsetenv("DIE_LIST");
}

static void step(const char *call)
{
	const struct way *kind;
	char line[80];

	if (mortal != getpid())
		return;
	(void)pthread_mutex_lock(&kinds_lock);
	kind = ways_count(FRAMES);
	if (kind->hash == last_kind && kind->times == last_times)
		(void)kill(getpid(), SIGKILL);
	if (list >= 0)
		(void)!__real_write(list, line, (size_t)snprintf(line, sizeof line,
			"%016" PRIx64 " %ld %s\n", kind->hash, kind->times, call));
	(void)pthread_mutex_unlock(&kinds_lock);
}

int __wrap_fdatasync(int descriptor)
{
	int failed = __real_fdatasync(descriptor);

	step("fdatasync");
	return failed;
}

int __wrap_fsync(int descriptor)
{
	int failed = __real_fsync(descriptor);

	step("fsync");
	return failed;
}

int __wrap_ftruncate(int descriptor, off_t size)
{
	int failed = __real_ftruncate(descriptor, size);

	step("ftruncate");
	return failed;
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	int failed = __real_mkdir(path, mode);

	step("mkdir");
	return failed;
}

int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list rest;
	int descriptor;

	if (flags & O_CREAT) {
		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	descriptor = __real_open(path, flags, mode);
	if (flags & O_CREAT)
		step("open");
	return descriptor;
}

int __wrap_remove(const char *path)
{
	int failed = __real_remove(path);

	step("remove");
	return failed;
}

int __wrap_rename(const char *from, const char *to)
{
	int failed = __real_rename(from, to);

	step("rename");
	return failed;
}

int __wrap_unlink(const char *path)
{
	int failed = __real_unlink(path);

	step("unlink");
	return failed;
}

ssize_t __wrap_write(int descriptor, const void *data, size_t size)
{
	struct stat status;
	ssize_t put;

	if (mortal != getpid() || fstat(descriptor, &status) || !S_ISREG(status.st_mode) || size < 2)
		return __real_write(descriptor, data, size);
	put = __real_write(descriptor, data, size / 2);
	step("half a write");
	if (put == (ssize_t)(size / 2)) {
		put = __real_write(descriptor, (const char *)data + size / 2, size - size / 2);
		put = put < 0 ? (ssize_t)(size / 2) : put + (ssize_t)(size / 2);
	}
	step("write");
	return put;
}
