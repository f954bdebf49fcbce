/* phase.c - what jobs ask of the driver: tasks, merges, and skipping both. */
#include "base/clock.h"
#include "driver/fleet.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void tasks_release(struct tasks *tasks)
{
	size_t i;

	for (i = 0; i < tasks->count; i++) {
		call_release(&tasks->task[i].words);
		object_release(&tasks->task[i].result);
	}
	free(tasks->task);
	*tasks = (struct tasks){0};
}

struct task *tasks_new(struct tasks *tasks, struct fault *fault)
{
	if (memory_grow(&tasks->task, &tasks->room, tasks->count + 1, fault))
		return NULL;
	tasks->task[tasks->count] = (struct task){0};
	return &tasks->task[tasks->count++];
}

static void name_only(struct task *task)
{
	const char *host = site_name(task->only);
	const struct digest other = digest_of(host, strlen(host));
	size_t i;

	for (i = 0; i < sizeof other.byte; i++)
		task->name.byte[i] ^= other.byte[i];
}

/* Of what the journal has the digest is known, be the file there or not. */
static int recall(struct driver *driver, struct tasks *tasks, struct fault *fault)
{
	size_t i;

	for (i = 0; i < tasks->count; i++) {
		struct task *task = &tasks->task[i];

		if (call_name(&task->words, &task->name, fault))
			return -1;
		/* what is done on each host is done each time */
		if (task->only)
			name_only(task);
		else if (!task->result.path && driver_knows(driver, &task->words, &task->result))
			task->result.temporary = true;
	}
	return 0;
}

static bool is_there(const struct object *object)
{
	struct stat status;

	return object->path && stat(object->path, &status) == 0
		&& (S_ISDIR(status.st_mode) || (uint64_t)status.st_size == object->size);
}

static int run_phase(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault)
{
	double began = clock_now();
	size_t i, left = 0;
	int failed;

	if (memory_grow(&driver->duration, &driver->durations_room, tasks->count + 1, fault))
		return -1;
	driver->done = 0;
	for (i = 0; i < tasks->count; i++) {
		struct task *task = &tasks->task[i];

		task->state = is_there(&task->result) ? TASK_DONE : TASK_WAITING;
		if (task->state == TASK_DONE) {
			driver->duration[driver->done++] = 0;
			continue;
		}
		object_release(&task->result);
		left++;
	}
	if (left == 0)
		return 0;
	driver->tasks = tasks;
	driver->what = what;
	driver->phase_began = driver->alone = began;
	driver->turned = began;
	do
		failed = driver_turn(driver, 200, fault);
	while (!failed && driver->done < tasks->count);
	schedule_forget(driver);
	driver->tasks = NULL;
	driver->told = 0;
	driver->tally.phases += clock_now() - began;
	return failed;
}

int driver_tasks(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault)
{
	return recall(driver, tasks, fault) || run_phase(driver, tasks, what, fault) ? -1 : 0;
}

int driver_reduce(struct driver *driver, struct tasks *tasks, const char *what,
	const struct call *merge, struct object *result, struct fault *fault)
{
	struct call words = {0};
	bool all = true;
	int round, failed = recall(driver, tasks, fault);
	size_t i;

	for (i = 0; i < tasks->count; i++)
		all = all && tasks->task[i].result.path;
	/* once to ask the journal, where all parts were done before; once to do it */
	for (round = all ? 0 : 1; !failed && round < 2; round++) {
		if (round == 1)
			failed = run_phase(driver, tasks, what, fault);
		for (i = 0; !failed && i < merge->count; i++) {
			const struct word *word = &merge->word[i];

			failed = word->kind == WORD_OBJECT
				? call_object(&words, word->object, fault)
				: word->kind == WORD_THREADS ? call_threads(&words, fault)
				: word->kind == WORD_PIPE ? call_pipe(&words, fault)
				: call_add(&words, word->text, fault);
		}
		for (i = 0; !failed && i < tasks->count; i++)
			failed = call_object(&words, &tasks->task[i].result, fault);
		/* a model of long ago may be gone: whoever goes on from it was known too */
		if (!failed && round == 0 && driver_knows(driver, &words, result))
			break;
		if (!failed && round == 1)
			failed = driver_here(driver, &words, result, fault);
		call_release(&words);
	}
	call_release(&words);
	for (i = 0; !failed && i < tasks->count; i++)
		driver_drop(driver, &tasks->task[i].result);
	return failed;
}

void driver_drop(struct driver *driver, struct object *object)
{
	if (object->temporary && object->path && !driver->options.keep)
		(void)unlink(object->path);
}

void driver_scratch(struct driver *driver, char *path, size_t size)
{
	char name[PATH_MAX];

	work_scratch(&driver->work, name);
	(void)snprintf(path, size, "%s", name);
}

static bool reached(const struct driver *driver)
{
	size_t s;

	for (s = 0; s < driver->sites; s++) {
		const struct peer *peer = driver->site[s]->peer[0];

		if (!driver->site[s]->met && !(peer->state == PEER_DOWN
			&& (peer->failures || peer->final)))
			return false;
	}
	return true;
}

int driver_reach(struct driver *driver, struct fault *fault)
{
	int failed = 0;

	while (!failed && !reached(driver))
		failed = driver_turn(driver, 200, fault);
	return failed;
}

bool site_met(const struct site *site)
{
	return site->met;
}
