/* starve.c - to be preloaded: the program runs again and again, and in each run one call of
 * its own fails.
 *
 * STARVE=MOST: of the calls that the program itself makes (not its libraries) to get memory,
 * threads, files or their bytes, one fails, as if there was no more memory, a full disk, and
 * so on.  A run without failures tells which are worth it: of those that came the same way
 * (ways.h) the first, the second, the fourth, the eighth and so on.  Each run is a child that
 * begins where main does, so that nothing is loaded twice.
 *
 * A run must end with the status of an error and one line on standard error and no output
 * file, or make what the run without failures made: out, a file or a folder of files, or else
 * its standard output.  What doesn't is told, and ends it all with 1; fewer calls than MOST,
 * too. */
#define _GNU_SOURCE
#include "ways.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

#define LISTED 16384

/* Of all runs. */
static struct shared {
	long count, listed[LISTED];
	char note[32]; /* the call that failed; empty: none */
} *shared;

static pthread_mutex_t ways_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool running, listing;
static long at;
static atomic_long calls;

/* What counts lines writes them down after this. */
static void end(void)
{
	running = false;
}

static void list_call(long call)
{
	long times;

	(void)pthread_mutex_lock(&ways_lock);
	times = ways_count(WAYS_FRAMES)->times;
	if ((times & (times - 1)) == 0 && shared->count < LISTED)
		shared->listed[shared->count++] = call;
	(void)pthread_mutex_unlock(&ways_lock);
}

static bool fails(const char *name, const void *caller, int why)
{
	long call;

	if (!running || !ways_own(caller))
		return false;
	call = atomic_fetch_add(&calls, 1) + 1;
	if (call == 1)
		(void)atexit(end);
	if (listing)
		list_call(call);
	if (call != at)
		return false;
	(void)snprintf(shared->note, sizeof shared->note, "%s", name);
	errno = why;
	return true;
}

/* A file of at most so many bytes; -1: there is none. */
static ssize_t slurp(const char *path, char *data, size_t most)
{
	FILE *file = fopen(path, "re");
	size_t got;

	if (!file)
		return -1;
	got = fread(data, 1, most, file);
	(void)fclose(file);
	return (ssize_t)got;
}

static bool same_file(const char *one, const char *other)
{
	static char data[2][1 << 20];
	ssize_t size = slurp(one, data[0], sizeof data[0]);

	return size >= 0 && size < (ssize_t)sizeof data[0]
		&& slurp(other, data[1], sizeof data[1]) == size
		&& memcmp(data[0], data[1], (size_t)size) == 0;
}

static void *opened(const char *path)
{
	DIR *folder = opendir(path);

	if (!folder && errno != ENOTDIR && errno != ENOENT)
		perror(path);
	return folder;
}

/* Calls each(one/NAME, other/NAME) for the files of a folder, or each(one, other) where it is
 * none: how many times that said true, or -1 where it once did not. */
static int each_file(const char *one, const char *other,
	bool (*each)(const char *one, const char *other))
{
	char path[2][512];
	DIR *folder = opened(one);
	const struct dirent *entry;
	int count = 0;

	if (!folder)
		return each(one, other) ? 1 : -1;
	while (count >= 0 && (entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		(void)snprintf(path[0], sizeof path[0], "%s/%s", one, entry->d_name);
		(void)snprintf(path[1], sizeof path[1], "%s/%s", other, entry->d_name);
		count = each(path[0], path[1]) ? count + 1 : -1;
	}
	(void)closedir(folder);
	return count;
}

static bool gone(const char *path, const char *unused)
{
	(void)unused;
	return remove(path) == 0;
}

static void remove_out(void)
{
	(void)each_file("out", "", gone);
	(void)remove("out");
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static bool as_wanted(void)
{
	int files;

	if (!exists("wanted"))
		return same_file("said", "wanted.said");
	files = each_file("out", "wanted", same_file);
	return files > 0 && files == each_file("wanted", "out", same_file);
}

/* One line, whole. */
static bool complained(void)
{
	static char line[4096];
	ssize_t size = slurp("complaint", line, sizeof line);

	return size > 1 && memchr(line, '\n', (size_t)size) == line + size - 1;
}

static void redirect(const char *path, int descriptor)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, descriptor) < 0)
		_exit(71);
	(void)close(file);
}

/* Begins a run: true in the child, else its status as wait has it. */
static bool is_run(long call, int *status)
{
	pid_t child;

	remove_out();
	shared->note[0] = '\0';
	child = fork();
	if (child == 0) {
		redirect("said", STDOUT_FILENO);
		if (call)
			redirect("complaint", STDERR_FILENO);
		at = call;
		listing = !call;
		running = true;
		(void)unsetenv("STARVE");
		return true;
	}
	if (child < 0 || waitpid(child, status, 0) != child)
		_exit(71);
	return false;
}

static bool held(int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;

	if (code == 0)
		return as_wanted();
	return code >= 64 && code <= 77 && complained() && !is_file("out") && !exists("out/MANIFEST");
}

/* Returns in each child, and ends the parent when all have run. */
__attribute__((constructor)) static void begin(void)
{
	const char *most = getenv("STARVE");
	long i, failed = 0;
	int status;

	if (!most)
		return;
	ways_init();
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		_exit(71);
	if (is_run(0, &status))
		return;
	if (status != 0 || (exists("out") && rename("out", "wanted")) || rename("said", "wanted.said"))
		_exit(71);
	for (i = 0; i < shared->count; i++) {
		if (is_run(shared->listed[i], &status))
			return;
		/* where threads share the calls, one run may have fewer */
		failed += *shared->note != '\0';
		if (*shared->note && !held(status)) {
			(void)printf("status %#x where call %ld, a %s, fails\n", (unsigned)status,
				shared->listed[i], shared->note);
			(void)fflush(stdout);
			_exit(1);
		}
	}
	(void)printf("%ld calls failed\n", failed);
	(void)fflush(stdout);
	_exit(failed < strtol(most, NULL, 10));
}

#define STARVES(name, why) fails(name, __builtin_return_address(0), why)

void *malloc(size_t size)
{
	return STARVES("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return STARVES("calloc", ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return STARVES("realloc", ENOMEM) ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	if (STARVES("posix_memalign", ENOMEM))
		return ENOMEM;
	*out = __libc_memalign(alignment, size);
	return *out ? 0 : ENOMEM;
}

ssize_t read(int file, void *data, size_t size)
{
	return STARVES("read", EIO) ? -1 : syscall(SYS_read, file, data, size);
}

ssize_t pread(int file, void *data, size_t size, off_t offset)
{
	return STARVES("pread", EIO) ? -1 : syscall(SYS_pread64, file, data, size, offset);
}

ssize_t write(int file, const void *data, size_t size)
{
	/* what is said of the failure gets through */
	return file != STDERR_FILENO && STARVES("write", ENOSPC) ? -1
		: syscall(SYS_write, file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
	return STARVES("pwrite", ENOSPC) ? -1 : syscall(SYS_pwrite64, file, data, size, offset);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list rest;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	return STARVES("open", EMFILE) ? -1
		: (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int rename(const char *from, const char *to)
{
	return STARVES("rename", EIO) ? -1
		: (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int fsync(int file)
{
	return STARVES("fsync", EIO) ? -1 : (int)syscall(SYS_fsync, file);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
	void *context)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

	if (STARVES("pthread_create", EAGAIN))
		return EAGAIN;
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	return real(thread, attributes, run, context);
}
