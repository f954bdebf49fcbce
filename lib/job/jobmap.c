/* jobmap.c - any filter on each input, results in the order of the inputs;
 * and any command on each host. */
#include "base/input.h"
#include "job/job.h"

#include "base/fullio.h"

#include <stdio.h>
#include <string.h>

/* Folders stand for their shards, all else for itself. */
static int take_inputs(struct job *job, struct objects *files, struct fault *fault)
{
	struct shards shards = {0};
	enum given given;
	size_t i;
	int failed = inputs_look(job->input, job->inputs, &given, fault);

	if (!failed && given == GIVEN_SHARDS)
		failed = shards_open(&shards, job->input, job->inputs, fault);
	if (!failed && given == GIVEN_SHARDS) {
		*files = shards.file;
		shards.file = (struct objects){0};
	}
	for (i = 0; !failed && given != GIVEN_SHARDS && i < job->inputs; i++) {
		struct object *file = object_list_new(files, fault);

		if (strcmp(job->input[i], "-") == 0)
			failed = fault_set(fault, FAULT_USAGE, "map takes files and folders, not "
				"standard input");
		else
			failed = !file || object_measure(file, job->input[i], fault);
	}
	shards_release(&shards);
	return failed ? -1 : 0;
}

static int command_words(const struct job *job, struct call *words, struct fault *fault)
{
	size_t i;

	for (i = 0; i < job->commands; i++)
		if (strcmp(job->command[i], "|") == 0 ? call_pipe(words, fault)
						      : call_add(words, job->command[i], fault))
			return -1;
	return 0;
}

/* The input goes behind the first filter's words. */
static int map_words(const struct job *job, const struct object *file, struct call *words,
	struct fault *fault)
{
	size_t i;
	bool placed = false;

	for (i = 0; i < job->commands; i++) {
		bool pipe = strcmp(job->command[i], "|") == 0;

		if (pipe && !placed && call_object(words, file, fault))
			return -1;
		placed = placed || pipe;
		if (pipe ? call_pipe(words, fault) : call_add(words, job->command[i], fault))
			return -1;
	}
	return placed ? 0 : call_object(words, file, fault);
}

int job_map(struct job *job, struct fault *fault)
{
	struct objects files = {0};
	struct tasks tasks = {0};
	struct call reduce = {0};
	struct object result = {0};
	size_t i;
	int failed = take_inputs(job, &files, fault);

	for (i = 0; !failed && i < files.count; i++) {
		struct task *task = tasks_new(&tasks, fault);

		failed = !task || map_words(job, &files.object[i], &task->words, fault);
	}
	if (!failed && job->options->reduce)
		failed = call_split(&reduce, job->options->reduce, fault)
			|| driver_reduce(job->driver, &tasks, "map", &reduce, &result, fault)
			|| job_put(job, &result, fault);
	else if (!failed)
		failed = driver_tasks(job->driver, &tasks, "map", fault);
	for (i = 0; !failed && !job->options->reduce && i < tasks.count; i++)
		failed = job_put(job, &tasks.task[i].result, fault);
	object_release(&result);
	call_release(&reduce);
	tasks_release(&tasks);
	object_list_release(&files);
	return failed ? -1 : 0;
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

int job_each(struct job *job, struct fault *fault)
{
	struct tasks tasks = {0};
	size_t i, sites = driver_sites(job->driver), missing = 0;
	int failed = driver_reach(job->driver, fault);

	for (i = 0; !failed && i < sites; i++) {
		struct site *site = driver_site(job->driver, i);
		struct task *task = site_met(site) ? tasks_new(&tasks, fault) : NULL;

		missing += !site_met(site);
		failed = site_met(site) && (!task || command_words(job, &task->words, fault));
		if (task && !failed)
			task->only = site;
	}
	failed = failed || driver_tasks(job->driver, &tasks, "each", fault);
	for (i = 0; !failed && i < tasks.count; i++)
		failed = put_lines(job, site_name(tasks.task[i].only), tasks.task[i].result.path,
			fault);
	if (!failed && missing)
		failed = fault_set(fault, FAULT_HOST, "%zu of %zu hosts did not answer", missing,
			sites);
	tasks_release(&tasks);
	return failed ? -1 : 0;
}
