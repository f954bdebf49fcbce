/* run.c - starts filters under a minder that leaves none behind. */
#define _GNU_SOURCE /* pipe2, ppoll, close_range */
#include "agent/run.h"

#include "base/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STAGES_MOST = 16 };

/* True for the names of topictools' own filters. */
static bool run_knows(const char *filter)
{
	const struct commands_entry *entry = commands_find(filter);

	return entry && entry->filter;
}

int run_folder(char *folder, size_t size, struct fault *fault)
{
	ssize_t length = readlink("/proc/self/exe", folder, size - 1);
	char *slash;

	if (length <= 0)
		return fault_errno(fault, FAULT_SYSTEM, errno, "/proc/self/exe");
	folder[length] = 0;
	slash = strrchr(folder, '/');
	if (slash)
		*slash = 0;
	return 0;
}

int run_path(const char *bin, struct fault *fault)
{
	const char *path = getenv("PATH");
	size_t size = strlen(bin) + (path ? strlen(path) : 0) + 16;
	char *both = malloc(size);
	int failed;

	if (!both)
		return fault_set(fault, FAULT_SYSTEM, "out of memory");
	(void)snprintf(both, size, "%s:%s", bin, path ? path : "/usr/bin:/bin");
	failed = setenv("PATH", both, 1);
	free(both);
	return failed ? fault_errno(fault, FAULT_SYSTEM, errno, "PATH") : 0;
}

/* In the child: never returns. */
static void become(char *const *argument, const char *bin, bool any)
{
	char path[4096];
	int number;

	(void)signal(SIGPIPE, SIG_DFL);
	/* filters have threads of their own; a BLAS's would spin beside them */
	if (!any)
		(void)setenv("OPENBLAS_NUM_THREADS", "1", 1);
	if (!strchr(argument[0], '/')
		&& snprintf(path, sizeof path, "%s/%s", bin, argument[0]) < (int)sizeof path)
		(void)execv(path, argument);
	if (any)
		(void)execvp(argument[0], argument);
	number = errno;
	if (number != ENOENT || strchr(argument[0], '/'))
		(void)dprintf(STDERR_FILENO, "%s: %s\n", argument[0], strerror(number));
	else
		(void)dprintf(STDERR_FILENO, "%s: no such command beside dist-run%s\n", argument[0],
			any ? ", nor in PATH" : "");
	_exit(number == ENOENT ? 127 : 126);
}

struct plan {
	char *const *const *stage;
	size_t stages;
	const char *bin;
	bool any;
	int leash, report, out, err;
};

static void fork_stages(const struct plan *plan, pid_t pid[STAGES_MOST])
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC), pipes[2];
	size_t i;

	for (i = 0; i < plan->stages; i++) {
		bool last = i + 1 == plan->stages;

		pipes[0] = pipes[1] = -1;
		if (!last && pipe2(pipes, O_CLOEXEC))
			_exit(71);
		pid[i] = fork();
		if (pid[i] < 0)
			_exit(71);
		if (pid[i] == 0) {
			sigset_t none;

			(void)sigemptyset(&none);
			(void)sigprocmask(SIG_SETMASK, &none, NULL);
			(void)dup2(in, STDIN_FILENO);
			(void)dup2(last ? plan->out : pipes[1], STDOUT_FILENO);
			(void)dup2(plan->err, STDERR_FILENO);
			become(plan->stage[i], plan->bin, plan->any);
		}
		(void)close(in);
		if (!last)
			(void)close(pipes[1]);
		in = pipes[0];
	}
	(void)close(plan->out);
	(void)close(plan->err);
}

/* Of the first stage that failed by itself, else of the last. */
static void judge(struct run_end *end, const int status[STAGES_MOST], size_t stages)
{
	size_t i;

	for (i = 0; i < stages; i++) {
		if (WIFSIGNALED(status[i]) && WTERMSIG(status[i]) == SIGPIPE && i + 1 < stages)
			continue;
		end->signal = WIFSIGNALED(status[i]) ? WTERMSIG(status[i]) : 0;
		end->status = end->signal ? -1 : WEXITSTATUS(status[i]);
		if (end->status != 0)
			return;
	}
}

/* What belongs to our other connections must not stay open through us. */
static void keep_only(const struct plan *plan)
{
	int keep[4] = {plan->leash, plan->report, plan->out, plan->err}, i, j, from = 3;
	int null = open("/dev/null", O_RDWR);

	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	for (i = 0; i < 4; i++) /* the smallest of the rest, four times */
		for (j = i + 1; j < 4; j++)
			if (keep[j] < keep[i]) {
				int swap = keep[i];

				keep[i] = keep[j];
				keep[j] = swap;
			}
	for (i = 0; i < 4; i++) {
		if (keep[i] > from)
			(void)close_range((unsigned)from, (unsigned)keep[i] - 1, 0);
		from = keep[i] + 1;
	}
	(void)close_range((unsigned)from, ~0u, 0);
}

static void nothing(int number)
{
	(void)number;
}

/* The minder's life: never returns. */
static void mind(const struct plan *plan)
{
	struct sigaction action = {.sa_handler = nothing};
	struct pollfd leash = {plan->leash, POLLIN, 0};
	struct run_end end = {0};
	pid_t pid[STAGES_MOST];
	int status[STAGES_MOST] = {0};
	size_t left = plan->stages, i;
	sigset_t children, none;
	struct rusage usage;

	(void)sigemptyset(&none);
	(void)sigemptyset(&children);
	(void)sigaddset(&children, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &children, NULL);
	(void)sigaction(SIGCHLD, &action, NULL);
	fork_stages(plan, pid);
	while (left) {
		if (ppoll(&leash, 1, NULL, &none) > 0)
			(void)kill(0, SIGKILL);
		for (i = 0; i < plan->stages; i++)
			if (pid[i] && waitpid(pid[i], &status[i], WNOHANG) == pid[i]) {
				pid[i] = 0;
				left--;
			}
	}
	judge(&end, status, plan->stages);
	(void)getrusage(RUSAGE_CHILDREN, &usage);
	end.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
	end.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000
		+ (uint64_t)usage.ru_stime.tv_usec;
	end.memory = (uint64_t)usage.ru_maxrss;
	(void)!write(plan->report, &end, sizeof end);
	(void)kill(0, SIGKILL);
	_exit(0);
}

static int check(char *const *const *stage, size_t stages, bool any, struct fault *fault)
{
	size_t i;

	if (stages == 0 || stages > STAGES_MOST)
		return fault_set(fault, FAULT_USAGE, "%zu filters joined by pipes: at most %d",
			stages, STAGES_MOST);
	for (i = 0; i < stages && !any; i++)
		if (!run_knows(stage[i][0])) {
			char name[128];

			return fault_set(fault, FAULT_DENIED, "%s is none of topictools' filters",
				fault_quote(name, sizeof name, stage[i][0], strlen(stage[i][0])));
		}
	return 0;
}

static void close_all(const int *descriptor, size_t count)
{
	while (count--)
		if (descriptor[count] >= 0)
			(void)close(descriptor[count]);
}

int run_start(struct run *run, char *const *const *stage, size_t stages, const char *bin,
	bool any, int out, struct fault *fault)
{
	/* leash, report, out, err: reading ends at even places */
	int pipes[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
	sigset_t all, old;

	*run = (struct run){.leash = -1, .report = -1, .out = -1, .err = -1};
	if (check(stage, stages, any, fault))
		return -1;
	if (pipe2(pipes, O_CLOEXEC) || pipe2(pipes + 2, O_CLOEXEC)
		|| (out < 0 && pipe2(pipes + 4, O_CLOEXEC)) || pipe2(pipes + 6, O_CLOEXEC)) {
		close_all(pipes, 8);
		return fault_errno(fault, FAULT_SYSTEM, errno, "pipe");
	}
	/* our signal handlers must not run in the minder before it is itself */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &old);
	run->minder = fork();
	if (run->minder == 0) {
		const struct plan plan = {stage, stages, bin, any, pipes[0], pipes[3],
			out < 0 ? pipes[5] : out, pipes[7]};
		int number;

		(void)setpgid(0, 0);
		for (number = 1; number < NSIG; number++)
			(void)signal(number, SIG_DFL);
		keep_only(&plan);
		mind(&plan);
	}
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	close_all((int[]){pipes[0], pipes[3], pipes[5], pipes[7]}, 4);
	run->leash = pipes[1];
	run->report = pipes[2];
	run->out = pipes[4];
	run->err = pipes[6];
	if (run->minder < 0) {
		run->minder = 0;
		run_release(run);
		return fault_errno(fault, FAULT_SYSTEM, errno, "fork");
	}
	(void)setpgid(run->minder, run->minder);
	(void)fcntl(run->report, F_SETFL, O_NONBLOCK);
	(void)fcntl(run->err, F_SETFL, O_NONBLOCK);
	if (run->out >= 0)
		(void)fcntl(run->out, F_SETFL, O_NONBLOCK);
	return 0;
}

void run_kill(const struct run *run)
{
	if (run->minder > 0)
		(void)kill(-run->minder, SIGKILL);
}

static void reap(struct run *run)
{
	run_kill(run);
	while (run->minder > 0 && waitpid(run->minder, NULL, 0) < 0 && errno == EINTR)
		;
	run->minder = 0;
}

void run_end(struct run *run, struct run_end *end)
{
	/* a minder that was killed reports nothing */
	if (read(run->report, end, sizeof *end) != (ssize_t)sizeof *end)
		*end = (struct run_end){.status = -1, .signal = SIGKILL};
	reap(run);
}

void run_release(struct run *run)
{
	if (run->minder > 0)
		reap(run);
	if (run->leash > 0)
		close_all((int[]){run->leash, run->report, run->out, run->err}, 4);
	*run = (struct run){.leash = -1, .report = -1, .out = -1, .err = -1};
}
