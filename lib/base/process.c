/* process.c - starting a child, and ending it. */
#define _GNU_SOURCE /* close_range, vfork */
#include "base/process.h"

#include "base/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK = 5 }; /* milliseconds between two checks */

struct pipes {
	int in[2], out[2], err[2], news[2]; /* [0] reads, [1] writes */
};

void process_fresh_signals(void)
{
	sigset_t none;
	int number;

	for (number = 1; number < NSIG; number++)
		(void)signal(number, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

bool process_await(pid_t pid, int *status)
{
	pid_t got;

	do
		got = waitpid(pid, status, 0);
	while (got < 0 && errno == EINTR);
	return got == pid;
}

/* The strings are not written to: exec's type is older than const. */
static void execute(const char *const *word)
{
	union { const char *const *from; char *const *to; } words = {word};

	(void)execvp(word[0], words.to);
}

static int tell_number(const char *name, int number, struct fault *fault)
{
	if (number == ENOENT && !strchr(name, '/'))
		return fault_set(fault, FAULT_NO_INPUT, "%s: no such command in PATH", name);
	return fault_errno(fault, number == ENOENT ? FAULT_NO_INPUT : FAULT_NONE, number, "%s", name);
}

int process_become(const char *const *word, struct fault *fault)
{
	execute(word);
	return tell_number(word[0], errno, fault);
}

/* In the child, which has our memory: nothing here but what signal-safety(7) allows. */
static void become(const char *const *word, const struct pipes *pipes, bool heard)
{
	int err = heard ? pipes->err[1] : open("/dev/null", O_WRONLY | O_CLOEXEC);
	int number;

	(void)setsid();
	process_fresh_signals();
#ifdef CLOSE_RANGE_CLOEXEC
	/* a library's socket may be open in another thread, and not closed on exec */
	(void)close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC);
#endif
	if (dup2(pipes->in[0], 0) >= 0 && dup2(pipes->out[1], 1) >= 0 && dup2(err, 2) >= 0)
		execute(word);
	number = errno;
	(void)!write(pipes->news[1], &number, sizeof number);
	_exit(127);
}

static int start(struct process *process, const char *const *word, struct pipes *pipes,
	bool heard, struct fault *fault)
{
	sigset_t all, old;
	int number = 0;
	ssize_t n;

	/* our signal handlers must not run in the child */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	process->pid = vfork();
	if (process->pid == 0)
		become(word, pipes, heard);
	number = errno;
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (process->pid < 0)
		return fault_errno(fault, FAULT_SYSTEM, number, "%s", word[0]);
	number = 0;
	pipes_close(&pipes->news[1]);
	/* the pipe's end closes when exec does its work */
	do
		n = read(pipes->news[0], &number, sizeof number);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof number)
		return 0;
	(void)process_await(process->pid, NULL);
	return tell_number(word[0], number, fault);
}

int process_start(struct process *process, const char *const *word, int *to, int *from,
	int *complaints, struct fault *fault)
{
	struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
	int failed, i;

	*process = (struct process){.pid = -1, .over = true};
	failed = pipes_open(&pipes.in[0], &pipes.in[1], fault)
		|| pipes_open(&pipes.out[0], &pipes.out[1], fault)
		|| pipes_open(&pipes.err[0], &pipes.err[1], fault)
		|| pipes_open(&pipes.news[0], &pipes.news[1], fault)
		|| start(process, word, &pipes, complaints != NULL, fault);
	if (!failed) {
		process->over = false;
		*to = pipes.in[1];
		*from = pipes.out[0];
		pipes.in[1] = pipes.out[0] = -1;
		pipes_unblock(*to);
		pipes_unblock(*from);
		if (complaints) {
			*complaints = pipes.err[0];
			pipes.err[0] = -1;
			pipes_unblock(*complaints);
		}
	}
	for (i = 0; i < 2; i++) {
		pipes_close(&pipes.in[i]);
		pipes_close(&pipes.out[i]);
		pipes_close(&pipes.err[i]);
		pipes_close(&pipes.news[i]);
	}
	return failed ? -1 : 0;
}

bool process_over(struct process *process)
{
	pid_t pid;

	if (process->over)
		return true;
	pid = waitpid(process->pid, &process->status, WNOHANG);
	if (pid == process->pid)
		process->over = true;
	if (pid < 0 && errno == ECHILD) {
		process->over = true;
		process->status = -1;
	}
	return process->over;
}

static bool over_within(struct process *process, int milliseconds)
{
	struct timespec tick = {0, TICK * 1000000L};
	int waited;

	for (waited = 0; !process_over(process); waited += TICK) {
		if (waited >= milliseconds)
			return false;
		(void)nanosleep(&tick, NULL);
	}
	return true;
}

void process_end(struct process *process)
{
	if (process_over(process))
		return;
	(void)kill(process->pid, SIGTERM);
	(void)kill(process->pid, SIGCONT); /* a stopped process must continue to receive it */
	if (over_within(process, 500))
		return;
	(void)kill(-process->pid, SIGKILL);
	(void)kill(process->pid, SIGKILL);
	(void)over_within(process, 300);
}

int process_folder(char *folder, size_t size, struct fault *fault)
{
	ssize_t length = readlink("/proc/self/exe", folder, size - 1);
	char *slash;

	if (length <= 0)
		return fault_errno(fault, FAULT_SYSTEM, errno, "/proc/self/exe (is /proc mounted?)");
	folder[length] = 0;
	slash = strrchr(folder, '/');
	if (slash)
		*slash = 0;
	return 0;
}
