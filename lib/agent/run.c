/* run.c - starts filters under a minder that leaves none behind. */
#define _GNU_SOURCE /* pipe2, ppoll, close_range, vfork, environ */
#include "agent/run.h"

#include "agent/environment.h"
#include "base/commands.h"
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STAGES_MOST = 16, KILL_SECONDS = 5, SCRATCH_SMALL = 64 << 20 };

bool run_knows(const char *filter)
{
	const struct commands_entry *entry = commands_find(filter);

	return entry && entry->filter;
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

bool run_knows_all(const char *const *word, size_t words)
{
	bool begins = true, all = true;
	size_t i;

	for (i = 0; i < words; i++) {
		all = all && (!begins || run_knows(word[i]));
		begins = strcmp(word[i], "|") == 0;
	}
	return all;
}

bool run_is_script(const char *bin, const char *filter)
{
	char path[PATH_MAX], start[2] = "";
	int descriptor;
	bool script;

	if (snprintf(path, sizeof path, "%s/%s", bin, filter) >= (int)sizeof path)
		return false;
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	script = descriptor >= 0 && read(descriptor, start, 2) == 2 && memcmp(start, "#!", 2) == 0;
	if (descriptor >= 0)
		(void)close(descriptor);
	return script;
}

struct plan {
	char *const *const *stage;
	size_t stages;
	const struct run_terms *terms;
	int leash, report, out, err;
	const struct environment *environment;
};

/* A topictools filter that runs for another user. */
static bool is_confined(const char *filter, const struct run_terms *terms)
{
	return terms->confinement && run_knows(filter)
		&& (terms->scripts || !run_is_script(terms->bin, filter));
}

/* In the child, before such a filter runs. */
static void confine(const char *filter, const struct run_terms *terms)
{
	const char *refused;

	if (chdir(terms->scratch->path)) { /* where names without a slash lead nowhere else */
		(void)dprintf(STDERR_FILENO, "%s: %s: %s\n", filter, terms->scratch->path,
			strerror(errno));
		_exit(71);
	}
	refused = confine_enter(terms->confinement);
	if (refused) {
		(void)dprintf(STDERR_FILENO, "%s: can't be confined: %s: %s\n", filter, refused,
			strerror(errno));
		_exit(71);
	}
}

/* In the child: never returns. */
static void become(char *const *argument, const struct plan *plan)
{
	const struct run_terms *terms = plan->terms;
	bool confined = is_confined(argument[0], terms);
	char path[4096];
	int number;

	/* it has the minder's memory until it is another program, and changes no more of it */
	environ = confined ? plan->environment->confined : plan->environment->plain;
	if (confined)
		confine(argument[0], terms);
	if (!strchr(argument[0], '/')
		&& snprintf(path, sizeof path, "%s/%s", terms->bin, argument[0]) < (int)sizeof path)
		(void)execv(path, argument);
	if (terms->any)
		(void)execvp(argument[0], argument);
	number = errno;
	if (number != ENOENT || strchr(argument[0], '/'))
		(void)dprintf(STDERR_FILENO, "%s: %s\n", argument[0], strerror(number));
	else
		(void)dprintf(STDERR_FILENO, "%s: no such command beside dist-run%s\n", argument[0],
			terms->any ? ", nor in PATH" : "");
	_exit(number == ENOENT ? 127 : 126);
}

/* In the child of the minder: never returns. */
static void start_stage(const struct plan *plan, size_t i, pid_t group, int in, int out)
{
	const pid_t minder = getppid();

	(void)setpgid(0, group);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != minder)
		_exit(71);
	process_fresh_signals();
	(void)dup2(in, STDIN_FILENO);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(plan->err, STDERR_FILENO);
	become(plan->stage[i], plan);
}

/* The first stage leads the group of all.  By vfork, as copying the minder's page tables
 * costs more than the rest: the minder waits until the stage is another program. */
static bool fork_stages(const struct plan *plan, pid_t pid[STAGES_MOST])
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC), pipes[2];
	size_t i;

	for (i = 0; i < plan->stages; i++) {
		bool last = i + 1 == plan->stages;

		pipes[0] = pipes[1] = -1;
		if (!last && pipe2(pipes, O_CLOEXEC))
			return false;
		pid[i] = vfork();
		if (pid[i] == 0)
			start_stage(plan, i, pid[0], in, last ? plan->out : pipes[1]);
		environ = plan->environment->plain; /* the stage may have set it */
		if (pid[i] < 0)
			return false;
		(void)setpgid(pid[i], pid[0]);
		(void)close(in);
		if (!last)
			(void)close(pipes[1]);
		in = pipes[0];
	}
	(void)close(plan->out);
	(void)close(plan->err);
	return true;
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

static int ascending(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* What belongs to our other connections must not stay open through us. */
static void keep_only(const struct plan *plan)
{
	const struct run_terms *terms = plan->terms;
	int keep[] = {plan->leash, plan->report, plan->out, plan->err,
		terms->confinement ? terms->confinement->ruleset : -1,
		terms->confinement ? terms->scratch->lock : -1};
	int null = open("/dev/null", O_RDWR), from = 3;
	size_t i;

	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	qsort(keep, sizeof keep / sizeof *keep, sizeof *keep, ascending);
	for (i = 0; i < sizeof keep / sizeof *keep; i++) {
		if (keep[i] < from)
			continue;
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

struct minding {
	const struct plan *plan;
	pid_t pid[STAGES_MOST]; /* 0: it has ended */
	int status[STAGES_MOST];
	size_t left;
	enum run_why why;
};

/* The first stage stays a zombie until the end: as long as it is one, no other process
 * gets the number of the group. */
static void reap_stages(struct minding *minding)
{
	siginfo_t info;
	size_t i;

	for (i = 1; i < minding->plan->stages; i++)
		if (minding->pid[i] && waitpid(minding->pid[i], &minding->status[i], WNOHANG)
			== minding->pid[i]) {
			minding->pid[i] = 0;
			minding->left--;
		}
	info.si_pid = 0;
	if (minding->left == 1 && minding->pid[0]
		&& waitid(P_PID, (id_t)minding->pid[0], &info, WEXITED | WNOHANG | WNOWAIT) == 0
		&& info.si_pid)
		minding->left = 0;
}

/* A second of the filters' life: what they have of the disk. */
static void look_at_scratch(struct minding *minding)
{
	const struct run_terms *terms = minding->plan->terms;
	uint64_t used;

	if (!terms->confinement || !terms->scratch->path[0] || minding->why != RUN_ENDED)
		return;
	used = scratch_used(terms->scratch);
	if (terms->scratch_most && used > terms->scratch_most)
		minding->why = RUN_SCRATCH;
	else if (used > SCRATCH_SMALL && scratch_disk_full(terms->scratch))
		minding->why = RUN_DISK;
	if (minding->why != RUN_ENDED)
		(void)kill(-minding->pid[0], SIGKILL);
}

/* Until all have ended, or, once the leash is gone, some seconds: a filter that even
 * SIGKILL does not end waits for a disk. */
static void await_stages(struct minding *minding)
{
	struct pollfd leash = {minding->plan->leash, POLLIN, 0};
	struct timespec second = {1, 0};
	bool gone = false;
	int seconds = 0;
	sigset_t none;

	(void)sigemptyset(&none);
	while (minding->left) {
		int got = ppoll(&leash, gone ? 0 : 1, &second, &none);

		if (got > 0) {
			(void)kill(-minding->pid[0], SIGKILL);
			gone = true;
		} else if (got == 0) {
			if (gone && ++seconds >= KILL_SECONDS)
				return;
			look_at_scratch(minding);
		}
		reap_stages(minding);
	}
}

/* The minder's life: never returns. */
static void mind(struct plan *plan)
{
	struct sigaction action = {.sa_handler = nothing};
	struct minding minding = {.plan = plan, .left = plan->stages};
	struct run_end end = {0};
	sigset_t children;
	struct rusage usage;
	bool started;

	(void)sigemptyset(&children);
	(void)sigaddset(&children, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &children, NULL);
	(void)sigaction(SIGCHLD, &action, NULL);
	started = fork_stages(plan, minding.pid);
	if (started)
		await_stages(&minding);
	if (minding.pid[0] > 0) {
		(void)kill(-minding.pid[0], SIGKILL);
		(void)waitpid(minding.pid[0], &minding.status[0], started ? WNOHANG : 0);
	}
	if (plan->terms->scratch)
		scratch_remove(plan->terms->scratch);
	if (!started)
		_exit(71);
	judge(&end, minding.status, plan->stages);
	(void)getrusage(RUSAGE_CHILDREN, &usage);
	end.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
	end.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000
		+ (uint64_t)usage.ru_stime.tv_usec;
	end.memory = (uint64_t)usage.ru_maxrss;
	end.why = minding.why;
	(void)!write(plan->report, &end, sizeof end);
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

			return fault_set(fault, FAULT_DENIED, "%s is not one of topictools' filters",
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

int run_start(struct run *run, char *const *const *stage, size_t stages,
	const struct run_terms *terms, int out, struct fault *fault)
{
	/* leash, report, out, err: reading ends at even places */
	int pipes[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
	struct environment environment;
	sigset_t all, old;

	*run = (struct run){.leash = -1, .report = -1, .out = -1, .err = -1};
	if (check(stage, stages, terms->any, fault))
		return -1;
	if (environment_make(&environment, !terms->any,
		    terms->confinement ? terms->scratch->path : NULL,
		    terms->confinement ? terms->places : NULL, fault)) {
		environment_release(&environment);
		return -1;
	}
	if (pipe2(pipes, O_CLOEXEC) || pipe2(pipes + 2, O_CLOEXEC)
		|| (out < 0 && pipe2(pipes + 4, O_CLOEXEC)) || pipe2(pipes + 6, O_CLOEXEC)) {
		(void)fault_errno(fault, FAULT_SYSTEM, errno, "pipe");
		environment_release(&environment);
		close_all(pipes, 8);
		return -1;
	}
	/* our signal handlers must not run in the minder before it is itself */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &old);
	run->minder = fork();
	if (run->minder == 0) {
		struct plan plan = {stage, stages, terms, pipes[0], pipes[3],
			out < 0 ? pipes[5] : out, pipes[7], &environment};

		(void)setpgid(0, 0);
		process_fresh_signals();
		keep_only(&plan);
		mind(&plan);
	}
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	environment_release(&environment);
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

void run_kill(struct run *run)
{
	if (run->minder > 0 && run->leash > 0)
		(void)close(run->leash);
	run->leash = -1;
}

/* The minder ends within seconds of its leash; should it not, it is killed, and the
 * filters with it by their own wish. */
static void reap(struct run *run)
{
	int tries;

	run_kill(run);
	for (tries = 0; run->minder > 0 && tries < (KILL_SECONDS + 1) * 1000; tries++) {
		pid_t got = waitpid(run->minder, NULL, WNOHANG);

		if (got == run->minder || (got < 0 && errno != EINTR))
			run->minder = 0;
		else
			(void)poll(NULL, 0, 1);
	}
	if (run->minder > 0)
		(void)kill(run->minder, SIGKILL);
	if (run->minder > 0)
		(void)process_await(run->minder, NULL);
	run->minder = 0;
}

void run_end(struct run *run, struct run_end *end)
{
	/* a minder that was killed reports nothing, one that reports ends at once */
	if (read(run->report, end, sizeof *end) != (ssize_t)sizeof *end)
		*end = (struct run_end){.status = -1, .signal = SIGKILL};
	else if (run->minder > 0 && process_await(run->minder, NULL))
		run->minder = 0;
	reap(run);
}

void run_release(struct run *run)
{
	if (run->minder > 0)
		reap(run);
	if (run->report > 0)
		close_all((int[]){run->leash, run->report, run->out, run->err}, 4);
	*run = (struct run){.leash = -1, .report = -1, .out = -1, .err = -1};
}
