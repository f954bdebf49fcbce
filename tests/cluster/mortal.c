/* mortal.c - dist-run with an end: DIE_AFTER=N kills it, as kill -9 would,
 * right after the N-th step by which it changes a file or a folder.
 *
 * Linked into a dist-run of the tests' own by --wrap, so that the driver's
 * code is what it is.  A write to a file counts as two steps, half of it and
 * all of it: a line of the journal can be cut short.  What the driver starts
 * lives on as ever. */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
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

static long steps, last; /* last 0: lives on */

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("DIE_AFTER");

	last = text ? strtol(text, NULL, 10) : 0;
	(void)unsetenv("DIE_AFTER"); /* it is ours, not our filters' */
}

static void step(void)
{
	if (last && ++steps == last)
		(void)kill(getpid(), SIGKILL);
}

int __wrap_fdatasync(int descriptor)
{
	int failed = __real_fdatasync(descriptor);

	step();
	return failed;
}

int __wrap_fsync(int descriptor)
{
	int failed = __real_fsync(descriptor);

	step();
	return failed;
}

int __wrap_ftruncate(int descriptor, off_t size)
{
	int failed = __real_ftruncate(descriptor, size);

	step();
	return failed;
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	int failed = __real_mkdir(path, mode);

	step();
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
		step();
	return descriptor;
}

int __wrap_remove(const char *path)
{
	int failed = __real_remove(path);

	step();
	return failed;
}

int __wrap_rename(const char *from, const char *to)
{
	int failed = __real_rename(from, to);

	step();
	return failed;
}

int __wrap_unlink(const char *path)
{
	int failed = __real_unlink(path);

	step();
	return failed;
}

ssize_t __wrap_write(int descriptor, const void *data, size_t size)
{
	struct stat status;
	ssize_t put;

	if (!last || fstat(descriptor, &status) || !S_ISREG(status.st_mode) || size < 2)
		return __real_write(descriptor, data, size);
	put = __real_write(descriptor, data, size / 2);
	step();
	if (put == (ssize_t)(size / 2)) {
		put = __real_write(descriptor, (const char *)data + size / 2, size - size / 2);
		put = put < 0 ? (ssize_t)(size / 2) : put + (ssize_t)(size / 2);
	}
	step();
	return put;
}
