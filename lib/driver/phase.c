/* phase.c - has all tasks of a phase done. */
#include "driver/phase.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"
#include "driver/audits.h"
#include "driver/loop.h"
#include "driver/merging.h"
#include "driver/shelf.h"
#include "driver/sums.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is done on each host has a name for each. */
static void name_only(struct task *task, const char *host)
{
	const struct sha256 other = sha256_of(host, strlen(host));
	unsigned char both[2 * sizeof other.byte];

	memcpy(both, task->name.byte, sizeof other.byte);
	memcpy(both + sizeof other.byte, other.byte, sizeof other.byte);
	task->name = sha256_of(both, sizeof both);
}

bool phase_knows(const struct driver *driver, const struct commandline *words,
	struct object *result)
{
	struct fault ignored = {0};
	const struct record *record;
	struct sha256 name;
	char path[PATH_MAX];

	if (commandline_name(words, &name, &ignored))
		return false;
	record = work_find(&driver->work, &name);
	if (!record)
		return false;
	work_path(&driver->work, &name, path);
	if (object_set(result, path, &record->digest, record->size, &ignored))
		return false;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct task *const *x = a, *const *y = b;

	return memcmp((*x)->name.byte, (*y)->name.byte, sizeof (*x)->name.byte);
}

/* As of the same shards given twice. */
static int mark_twins(struct tasks *tasks, struct fault *fault)
{
	struct task **sorted = memory_zeroed(tasks->count, sizeof(struct task *), fault);
	size_t i;

	if (!sorted)
		return -1;
	for (i = 0; i < tasks->count; i++)
		sorted[i] = &tasks->task[i];
	qsort(sorted, tasks->count, sizeof(struct task *), by_name);
	for (i = 1; i < tasks->count; i++)
		if (by_name(&sorted[i - 1], &sorted[i]) == 0)
			sorted[i - 1]->twin = sorted[i]->twin = true;
	free(sorted);
	return 0;
}

/* Of what the journal has the digest is known, be the file there or not. */
int phase_recall(struct driver *driver, struct tasks *tasks, struct fault *fault)
{
	size_t i;

	for (i = 0; i < tasks->count; i++) {
		struct task *task = &tasks->task[i];

		if (commandline_name(&task->words, &task->name, fault))
			return -1;
		/* and is done each time */
		if (task->only != TASK_ANYWHERE)
			name_only(task, pool_name(driver->pool.host[task->only]));
		else if (!task->result.path && phase_knows(driver, &task->words, &task->result))
			task->result.temporary = true;
	}
	return mark_twins(tasks, fault) || sums_recall(&driver->work, tasks, fault) ? -1 : 0;
}

static bool is_there(const struct object *object)
{
	struct stat status;

	return object->path && stat(object->path, &status) == 0
		&& (S_ISDIR(status.st_mode) || (uint64_t)status.st_size == object->size);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The numbers of the objects that a task needs, each once. */
static int number_objects(struct driver *driver, const struct task *task, uint32_t *object,
	size_t *objects, struct fault *fault)
{
	size_t i, count = 0;

	for (i = 0; i < task->words.count; i++)
		if (task->words.word[i].kind == WORD_OBJECT && numbers_of(&driver->numbers,
			&task->words.word[i].digest, &object[count++], fault))
			return -1;
	qsort(object, count, sizeof *object, by_number);
	for (i = *objects = 0; i < count; i++)
		if (i == 0 || object[i] != object[i - 1])
			object[(*objects)++] = object[i];
	return 0;
}

/* As the user says, or so that a phase takes some hundredth longer.  Programs of the user may
 * print what they like. */
static double audited_share(const struct driver *driver, size_t tasks)
{
	const double time = 0.01;
	size_t h, slots = 0;

	if (driver->options.any || driver->options.open)
		return 0;
	if (driver->options.audit >= 0)
		return driver->options.audit;
	for (h = 0; h < driver->pool.hosts; h++)
		slots += driver->pool.host[h]->gone ? 0 : driver->pool.host[h]->wanted;
	return audits_share(time, tasks, slots);
}

/* Chosen by the task's name, so that the same tasks are chosen in each run. */
static bool is_audited(const struct task *task, double share)
{
	const uint64_t chance = digest_short(task->name.byte, sizeof task->name.byte, 0) >> 11;

	return (double)chance < share * 0x1p53;
}

/* Where an earlier run's journal has the task kept: the host, if it is in the list. */
static bool is_kept(const struct driver *driver, const struct task *task, uint32_t *host,
	struct work_part *part)
{
	const struct record *record = work_find_kept(&driver->work, &task->name);
	size_t h;

	for (h = 0; record && h < driver->pool.hosts; h++)
		if (!driver->pool.host[h]->gone && !driver->pool.host[h]->host.here
			&& strcmp(pool_name(driver->pool.host[h]), record->host) == 0) {
			*host = (uint32_t)h;
			*part = (struct work_part){record->name, record->digest, record->size};
			return true;
		}
	return false;
}

/* Adds all tasks to the schedule. */
static int begin(struct driver *driver, struct tasks *tasks, const bool *done, double now,
	struct fault *fault)
{
	struct schedule_task *list = memory_zeroed(tasks->count, sizeof *list, fault);
	const double share = audited_share(driver, tasks->count);
	struct work_part part;
	uint32_t *object;
	size_t i, words = 0, used = 0;
	int failed;

	for (i = 0; i < tasks->count; i++)
		words += tasks->task[i].words.count;
	object = memory_zeroed(words, sizeof *object, fault);
	failed = !list || !object;
	for (i = 0; !failed && i < tasks->count; i++) {
		struct choice_task *needs = &list[i].needs;

		list[i].done = done[i];
		list[i].audit = is_audited(&tasks->task[i], share);
		list[i].alone = tasks->task[i].twin;
		list[i].kept = !done[i] && tasks->combines && !list[i].alone && !list[i].audit
			&& is_kept(driver, &tasks->task[i], &list[i].at, &part);
		if (list[i].kept) {
			list[i].result = part.digest;
			list[i].bytes = part.size;
			tasks->task[i].result.digest = part.digest;
			tasks->task[i].result.size = part.size;
		}
		needs->only = tasks->task[i].only;
		needs->object = object + used;
		failed = number_objects(driver, &tasks->task[i], object + used, &needs->objects,
			fault);
		used += needs->objects;
	}
	failed = failed || schedule_begin(driver->schedule, list, tasks->count,
		tasks->combines, now, fault);
	free(object);
	free(list);
	return failed ? -1 : 0;
}

/* The phase is over: what is still under way is cancelled. */
static int end(struct driver *driver, struct fault *fault)
{
	struct slot *slot = NULL;
	size_t i;
	int failed = schedule_end(driver->schedule, fault) || dispatch_orders(driver, fault);

	while ((slot = pool_next(&driver->pool, slot)))
		for (i = 0; i < slot->hands; i++)
			slot->hand[i]->task = NULL;
	driver->tasks = NULL;
	driver->told = 0;
	return failed ? -1 : 0;
}

/* Hosts that are not this machine. */
static size_t far_hosts(const struct driver *driver)
{
	size_t h, hosts = 0;

	for (h = 0; h < driver->pool.hosts; h++)
		hosts += !driver->pool.host[h]->gone && !driver->pool.host[h]->host.here;
	return hosts;
}

int phase_run(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault)
{
	struct fault ignored = {0};
	double began = clock_now();
	bool *done = memory_zeroed(tasks->count, sizeof *done, fault);
	uint64_t bytes = 0;
	size_t i, left = 0;
	int failed = !done;

	for (i = 0; !failed && i < tasks->count; i++) {
		struct task *task = &tasks->task[i];

		done[i] = is_there(task->sum == TASK_NO_SUM ? &task->result
			: &tasks->sum[task->sum].result);
		left += !done[i];
		if (done[i]) {
			failed = driver->watch && driver->watch(driver->watch_context, task, -1, "",
				fault);
			continue;
		}
		object_release(&task->result);
		if (task->sum != TASK_NO_SUM)
			tasks->sum[task->sum].tasks = 0;
		task->sum = TASK_NO_SUM;
		bytes += task->yield.bytes;
	}
	tasks->adds = tasks->combine && bytes >= driver->options.combine;
	tasks->combines = tasks->adds && turns_combine(left, far_hosts(driver));
	if (!failed && left) {
		driver->tasks = tasks;
		driver->what = what;
		driver->phase_began = began;
		failed = begin(driver, tasks, done, began, fault);
		while (!failed && (schedule_done(driver->schedule) < tasks->count
			|| schedule_audits(driver->schedule)))
			failed = loop_turn(driver, 200, fault)
				|| merging_take(driver, fault)
				|| shelf_serve(driver, clock_now(), fault)
				|| merging_start(driver, fault);
		failed = failed || merging_end(driver, fault);
		shelf_end(driver);
		failed = end(driver, failed ? &ignored : fault) || failed;
		driver->tally.phases += clock_now() - began;
	}
	free(done);
	return failed ? -1 : 0;
}
