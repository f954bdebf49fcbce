/* merging.c - a combining filter that runs here, over what has come so far. */
#include "driver/merging.h"

#include "base/clock.h"
#include "base/memory.h"
#include "driver/culprit.h"
#include "driver/loop.h"
#include "driver/shelf.h"
#include "driver/sums.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void merging_release(struct merging *merging)
{
	commandline_release(&merging->words);
	free(merging->member);
	free(merging->sum);
	*merging = (struct merging){.running = false};
}

static bool is_due(const struct driver *driver)
{
	const struct tasks *tasks = driver->tasks;
	const size_t left = tasks->count - schedule_done(driver->schedule);

	return tasks->adds && turns_add(&driver->shelf.turns, left);
}

/* The words, with all that is here behind them, and whose results that is. */
static int collect(struct driver *driver, struct fault *fault)
{
	struct merging *merging = &driver->merging;
	const struct tasks *tasks = driver->tasks;
	size_t i;

	merging->sums = tasks->sums;
	merging->sum = memory_zeroed(tasks->sums + 1, sizeof *merging->sum, fault);
	merging->member = memory_zeroed(tasks->count, sizeof *merging->member, fault);
	if (!merging->sum || !merging->member
		|| commandline_copy(&merging->words, tasks->combine, fault))
		return -1;
	for (i = 0; i < tasks->sums; i++) {
		merging->sum[i] = shelf_is_sum(tasks, i);
		if (merging->sum[i] && commandline_object(&merging->words, &tasks->sum[i].result,
			fault))
			return -1;
	}
	for (i = 0; i < tasks->count; i++) {
		const struct task *task = &tasks->task[i];

		if (shelf_is_single(driver, i) && commandline_object(&merging->words, &task->result, fault))
			return -1;
		if (shelf_is_single(driver, i) || (task->sum != TASK_NO_SUM && merging->sum[task->sum]))
			merging->member[merging->members++] = (uint32_t)i;
	}
	return 0;
}

static const char *place(void *context, const struct word *word)
{
	(void)context;
	return word->object->path;
}

static int start(struct driver *driver, struct fault *fault)
{
	const struct run_terms terms = {.bin = driver->bin};
	struct merging *merging = &driver->merging;
	struct stages stages = {0};
	int out = -1, failed = collect(driver, fault)
		|| shelf_lend(driver, &merging->words, driver->tasks->combine->count, fault)
		|| commandline_stages(&merging->words, (unsigned)driver->options.threads, &stages,
			place, NULL, fault);

	if (!failed) {
		work_scratch(&driver->work, merging->scratch);
		out = open(merging->scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (out < 0)
			failed = fault_errno(fault, FAULT_IO, errno, "%s", merging->scratch);
	}
	merging->began = clock_now();
	driver->here.end = (struct run_end){.status = -1};
	failed = failed || here_start(&driver->here, (char *const *const *)stages.stage,
		stages.count, &terms, out, true, fault);
	if (out >= 0)
		(void)close(out);
	commandline_stages_release(&stages);
	merging->running = !failed;
	return failed ? -1 : 0;
}

/* What it was made of goes. */
static int drop_pieces(struct driver *driver, struct fault *fault)
{
	const struct merging *merging = &driver->merging;
	struct tasks *tasks = driver->tasks;
	size_t i;

	for (i = 0; i < merging->sums; i++)
		if (merging->sum[i]) {
			dispatch_drop(driver, &tasks->sum[i].result);
			tasks->sum[i].tasks = 0;
		}
	for (i = 0; i < merging->members; i++) {
		struct task *task = &tasks->task[merging->member[i]];
		const struct object own = task->result;
		const struct task_sum *sum = &tasks->sum[task->sum];

		if (own.temporary)
			dispatch_drop(driver, &task->result);
		task->result = (struct object){0};
		if (object_set(&task->result, sum->result.path, &own.digest, own.size, fault))
			return -1;
		free(own.path);
	}
	return 0;
}

static int take_sum(struct driver *driver, struct fault *fault)
{
	struct merging *merging = &driver->merging;
	struct object measured = {0};
	int failed = object_measure_ours(&measured, merging->scratch, fault);

	if (!failed) {
		const struct sums_made made = {&merging->words, merging->member, merging->members,
			merging->sum, merging->sums, merging->scratch, measured.digest, measured.size,
			clock_now() - merging->began, "here"};

		driver->tally.merged += clock_now() - merging->began;
		failed = sums_take(&driver->work, driver->tasks, &made, fault)
			|| drop_pieces(driver, fault);
	}
	object_release(&measured);
	return failed ? -1 : 0;
}

/* It has ended: its result stands for all its members; or some of them are to be done again;
 * or the job has failed. */
static int take(struct driver *driver, struct fault *fault)
{
	struct merging *merging = &driver->merging;
	struct fault why = {0};
	int got;

	merging->running = false;
	here_end(&driver->here);
	shelf_return(driver);
	if (here_judge(&driver->here, merging->words.word[0].text, &why)) {
		const struct culprit_parts parts = {merging->member, merging->members};

		(void)unlink(merging->scratch);
		got = culprit_find(driver, driver->tasks, &parts, &why, fault);
		if (got == 0)
			*fault = why;
		got = got == 1 ? 0 : -1;
	} else {
		got = take_sum(driver, fault);
	}
	merging_release(merging);
	return got;
}

int merging_take(struct driver *driver, struct fault *fault)
{
	if (driver->merging.running && !driver->here.running)
		return take(driver, fault);
	if (driver->merging.running)
		shelf_spare(driver, driver->merging.scratch);
	return 0;
}

int merging_start(struct driver *driver, struct fault *fault)
{
	return !driver->merging.running && is_due(driver) ? start(driver, fault) : 0;
}

int merging_end(struct driver *driver, struct fault *fault)
{
	int failed = 0;

	while (!failed && driver->merging.running && driver->here.running) {
		failed = loop_turn(driver, 200, fault);
		shelf_spare(driver, driver->merging.scratch);
	}
	return failed || (driver->merging.running && take(driver, fault)) ? -1 : 0;
}
