/* jobeach.c - any command on each host. */
#include "job/job.h"

#include "base/fullio.h"
#include "base/input.h"

#include <string.h>

static int command_words(const struct job *job, struct commandline *words, struct fault *fault)
{
	size_t i;

	for (i = 0; i < job->commands; i++)
		if (strcmp(job->command[i], "|") == 0 ? commandline_pipe(words, fault)
						      : commandline_add(words, job->command[i], fault))
			return -1;
	return 0;
}

/* "host: " before each line of what it printed. */
static int put_lines(struct job *job, const char *host, const char *path, struct fault *fault)
{
	int descriptor = input_open(path, fault), failed = descriptor < 0;
	char data[4096];
	size_t got = sizeof data, i;
	bool begins = true;

	while (!failed && got == sizeof data) {
		failed = fullio_read(descriptor, data, sizeof data, &got, fault);
		for (i = 0; !failed && i < got; i++) {
			if (begins)
				failed = outfile_write(job->out, host, strlen(host), fault)
					|| outfile_write(job->out, ": ", 2, fault);
			failed = failed || outfile_write(job->out, data + i, 1, fault);
			begins = data[i] == '\n';
		}
	}
	if (!failed && !begins)
		failed = outfile_write(job->out, "\n", 1, fault);
	if (descriptor >= 0)
		input_close(descriptor);
	return failed ? -1 : 0;
}

static int run(struct job *job, struct fault *fault)
{
	struct tasks tasks = {0};
	size_t i, hosts = driver_hosts(job->driver), missing = 0;
	int failed = driver_reach(job->driver, fault);

	for (i = 0; !failed && i < hosts; i++) {
		bool met = driver_host_met(job->driver, i);
		struct task *task = met ? tasks_new(&tasks, fault) : NULL;

		missing += !met;
		failed = met && (!task || command_words(job, &task->words, fault));
		if (task && !failed)
			task->only = (uint32_t)i;
	}
	failed = failed || driver_tasks(job->driver, &tasks, "each", fault);
	for (i = 0; !failed && i < tasks.count; i++)
		failed = put_lines(job, driver_host_name(job->driver, tasks.task[i].only),
			tasks.task[i].result.path, fault);
	if (!failed && missing)
		failed = fault_set(fault, FAULT_HOST, "%zu of %zu hosts did not answer", missing,
			hosts);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}

const struct job_kind job_each = {.name = "each", .makes = "text",
	.operands = "-- COMMAND...", .command = true,
	.hosts = true, .takes = JOB_TAKES_TASKS "blas-core output", .run = run};
