/* gcovquiet.c - in a build for coverage, what ran in a process that ends by _exit, or that
 * becomes another program, counts too: once, also in a child by vfork, which counts in its
 * parent's memory; what ran as another account counts in the same files; and a filter that
 * is confined, which can't write its counts, says nothing of that, for its last words are
 * what a job's messages tell. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <gcov.h>
#include <sys/stat.h>
#include <unistd.h>

void __real__exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));
int __real_execvp(const char *file, char *const *argument);
int __wrap_execvp(const char *file, char *const *argument);
void __real___gcov_dump(void);
void __wrap___gcov_dump(void);
void __real___gcov_exit(void);
void __wrap___gcov_exit(void);

static pid_t whole; /* which is no child of another's threads */

__attribute__((constructor)) static void begin(void)
{
	whole = getpid();
}

static void quiet(void (*dump)(void))
{
	int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	mode_t mask = umask(0); /* files that any account of the tests writes */

	if (null >= 0)
		(void)dup2(null, STDERR_FILENO);
	dump();
	(void)umask(mask);
	if (kept >= 0) {
		(void)dup2(kept, STDERR_FILENO);
		(void)close(kept);
	}
	if (null >= 0)
		(void)close(null);
}

void __wrap___gcov_dump(void)
{
	quiet(__real___gcov_dump);
}

void __wrap___gcov_exit(void)
{
	quiet(__real___gcov_exit);
}

void __wrap__exit(int status)
{
	quiet(__real___gcov_dump);
	__gcov_reset();
	__real__exit(status);
}

int __wrap_execvp(const char *file, char *const *argument)
{
	if (getpid() == whole) {
		quiet(__real___gcov_dump);
		__gcov_reset();
	}
	return __real_execvp(file, argument);
}
