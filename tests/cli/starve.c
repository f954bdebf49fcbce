/* starve.c - to be preloaded: one call of the program's own fails.
 *
 * STARVE_AT=N: of the calls that the program itself makes (not its libraries) to get
 * memory, threads, files or their bytes, the N-th fails, as if there was no more
 * memory, a full disk, and so on.  STARVE_NOTE=FILE: made when that has happened, with
 * the name of the call in it.
 *
 * STARVE_LIST=FILE: nothing fails, and the numbers of the calls worth it are written, a
 * line each: of those that came the same way, by the addresses on the stack, the first,
 * the second, the fourth, the eighth and so on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

#define WAYS 4096  /* more are listed each time */
#define FRAMES 32

static struct way {
	uint64_t hash; /* 0: none */
	long times;
} ways[WAYS];
static pthread_mutex_t ways_lock = PTHREAD_MUTEX_INITIALIZER;
static int list = -1;

static uintptr_t program_from, program_to;
static long at;
static atomic_long calls;

static int first_object(struct dl_phdr_info *info, size_t size, void *unused)
{
	int i;

	(void)size;
	(void)unused;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
			program_from = info->dlpi_addr + part->p_vaddr;
			program_to = program_from + part->p_memsz;
		}
	}
	return 1;
}

__attribute__((constructor)) static void begin(void)
{
	const char *said = getenv("STARVE_AT");

	(void)dl_iterate_phdr(first_object, NULL);
	at = said ? strtol(said, NULL, 10) : 0;
	said = getenv("STARVE_LIST");
	if (said) {
		void *here[1];

		(void)backtrace(here, 1); /* which loads what it needs */
		list = (int)syscall(SYS_openat, AT_FDCWD, said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);
	}
	atomic_store(&calls, 0);
}

/* What counts lines writes them down after this. */
static void end(void)
{
	atomic_store(&calls, LONG_MAX / 2);
}

/* How often a call has come this way, this time included. */
static long times_this_way(void)
{
	void *frames[FRAMES];
	int count = backtrace(frames, FRAMES), i;
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (i = 0; i < count; i++)
		hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211u;
	for (i = 0; i < WAYS; i++) {
		struct way *way = &ways[(hash + (uint64_t)i) % WAYS];

		if (way->hash && way->hash != hash)
			continue;
		way->hash = hash;
		return ++way->times;
	}
	return 1;
}

static void list_call(long call)
{
	char line[24];
	long times;

	(void)pthread_mutex_lock(&ways_lock);
	times = times_this_way();
	if ((times & (times - 1)) == 0)
		(void)syscall(SYS_write, list, line, snprintf(line, sizeof line, "%ld\n", call));
	(void)pthread_mutex_unlock(&ways_lock);
}

static bool fails(const char *name, const void *caller, int why)
{
	const char *note = getenv("STARVE_NOTE");
	long file, call;

	if ((uintptr_t)caller < program_from || (uintptr_t)caller >= program_to)
		return false;
	call = atomic_fetch_add(&calls, 1) + 1;
	if (call == 1)
		(void)atexit(end);
	if (list >= 0 && call < LONG_MAX / 2)
		list_call(call);
	if (call != at)
		return false;
	file = note ? syscall(SYS_openat, AT_FDCWD, note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (file >= 0) {
		(void)syscall(SYS_write, file, name, strlen(name));
		(void)syscall(SYS_close, file);
	}
	errno = why;
	return true;
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
