/* sums.c - has hosts combine what they keep, and keeps account of what stands for what. */
#include "driver/sums.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* The sum of that name among those of the phase. */
static int sum_of(const struct work *work, struct tasks *tasks, const struct record *record,
	uint32_t *number, struct fault *fault)
{
	struct task_sum *sum;
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < tasks->sums && !sha256_equal(&tasks->sum[i].name, &record->name); i++)
		;
	*number = (uint32_t)i;
	if (i < tasks->sums)
		return 0;
	if (memory_grow(&tasks->sum, &tasks->sum_room, tasks->sums + 1, fault))
		return -1;
	sum = &tasks->sum[tasks->sums++];
	*sum = (struct task_sum){.name = record->name};
	work_path(work, &record->name, path);
	if (object_set(&sum->result, path, &record->digest, record->size, fault))
		return -1;
	sum->result.temporary = true;
	return 0;
}

static int recall_one(const struct work *work, struct tasks *tasks, struct task *task,
	struct fault *fault)
{
	const struct record *sum = NULL, *record = work_find_part(work, &task->name, &sum);

	if (!record || task->only != TASK_ANYWHERE || task->result.path)
		return 0;
	if (sum_of(work, tasks, sum, &task->sum, fault))
		return -1;
	tasks->sum[task->sum].tasks++;
	tasks->sum[task->sum].wanted = sum->sum;
	return object_set(&task->result, tasks->sum[task->sum].result.path, &record->digest,
		record->size, fault);
}

int sums_recall(const struct work *work, struct tasks *tasks, struct fault *fault)
{
	size_t i;

	for (i = 0; tasks->combine && i < tasks->count; i++)
		if (recall_one(work, tasks, &tasks->task[i], fault))
			return -1;
	for (i = 0; i < tasks->count; i++) {
		struct task *task = &tasks->task[i];

		if (task->sum == TASK_NO_SUM
			|| tasks->sum[task->sum].tasks == tasks->sum[task->sum].wanted)
			continue;
		object_release(&task->result);
		task->sum = TASK_NO_SUM;
	}
	return 0;
}

/* The words that combine the members, and what can come of them. */
static int make_task(const struct tasks *tasks, struct attempt_sum *sum, struct fault *fault)
{
	struct task_yield *yield = &sum->task.yield;
	char hex[SHA256_HEX];
	size_t i;

	*yield = tasks->task[sum->member[0]].yield;
	sum->task.stream = tasks->task[sum->member[0]].stream;
	sum->task.only = TASK_ANYWHERE;
	sum->task.sum = TASK_NO_SUM;
	if (commandline_copy(&sum->task.words, tasks->combine, fault))
		return -1;
	for (i = 0; i < sum->members; i++) {
		const struct task *task = &tasks->task[sum->member[i]];

		sha256_hex(&task->result.digest, hex);
		if (object_set(&sum->kept[i], hex, &task->result.digest, task->result.size, fault)
			|| commandline_object(&sum->task.words, &sum->kept[i], fault))
			return -1;
		if (i == 0)
			continue;
		yield->bytes += task->yield.bytes;
		yield->count += task->yield.count;
	}
	return 0;
}

int sums_begin(const struct tasks *tasks, const uint32_t *member, size_t members,
	struct attempt *attempt, struct fault *fault)
{
	struct attempt_sum *sum = attempt->sum = memory_zeroed(1, sizeof *sum, fault);

	if (!sum)
		return -1;
	attempt->task = &sum->task;
	sum->members = members;
	sum->member = memory_zeroed(members, sizeof *sum->member, fault);
	sum->kept = memory_zeroed(members, sizeof *sum->kept, fault);
	if (!sum->member || !sum->kept)
		return -1;
	memcpy(sum->member, member, members * sizeof *member);
	return make_task(tasks, sum, fault);
}

/* Named by its words, and by the tasks, whose results may be alike. */
static int name_sum(const struct commandline *words, const struct work_part *part, size_t parts,
	struct sha256 *name, struct fault *fault)
{
	struct sha256_state *digester;
	size_t i;

	if (commandline_name(words, name, fault) || !(digester = sha256_new(fault)))
		return -1;
	sha256_add(digester, name->byte, sizeof name->byte);
	for (i = 0; i < parts; i++)
		sha256_add(digester, part[i].name.byte, sizeof part[i].name.byte);
	*name = sha256_end(digester);
	sha256_free(digester);
	return 0;
}

int sums_take(struct work *work, struct tasks *tasks, const struct sums_made *made,
	struct fault *fault)
{
	struct work_part *part = memory_zeroed(tasks->sums + made->members, sizeof *part, fault);
	struct record record = {.digest = made->digest, .size = made->size};
	uint32_t number;
	size_t i, parts = 0;
	int failed = !part;

	/* a sum among them says what it is made of */
	for (i = 0; !failed && made->sum && i < made->sums; i++)
		if (made->sum[i]) {
			const struct task_sum *sum = &tasks->sum[i];

			part[parts++] = (struct work_part){sum->name, sum->result.digest,
				sum->result.size};
		}
	for (i = 0; !failed && i < made->members; i++) {
		const struct task *task = &tasks->task[made->member[i]];

		if (!made->sum || task->sum == TASK_NO_SUM || !made->sum[task->sum])
			part[parts++] = (struct work_part){task->name, task->result.digest,
				task->result.size};
	}
	failed = failed || name_sum(made->words, part, parts, &record.name, fault)
		|| work_accept_sum(work, made->scratch, &record, made->seconds, made->host,
			part, parts, fault)
		|| sum_of(work, tasks, &record, &number, fault);
	free(part);
	if (failed)
		return -1;
	tasks->sum[number].tasks += made->members;
	for (i = 0; i < made->members; i++)
		tasks->task[made->member[i]].sum = number;
	return 0;
}

int sums_named(struct attempt *attempt, struct fields *fields, struct fault *why)
{
	const struct attempt_sum *sum = attempt ? attempt->sum : NULL;
	size_t i;

	if (!attempt)
		return 0;
	for (i = 0; sum && i < sum->members && fields->size && !fields->bad; i++) {
		const struct sha256 digest = wire_field_sha256(fields);

		if (!sha256_equal(&digest, &sum->kept[i].digest))
			break;
	}
	if (!sum || i < sum->members || !wire_fields_whole(fields) || sum->named)
		return fault_set(why, FAULT_DATA, "it combined other results than those that it was "
			"told to");
	attempt->sum->named = true;
	return 0;
}

int sums_add(const struct tasks *tasks, struct commandline *words, struct fault *fault)
{
	bool *added = memory_zeroed(tasks->sums + 1, sizeof *added, fault);
	size_t i;
	int failed = !added;

	for (i = 0; !failed && i < tasks->count; i++) {
		const struct task *task = &tasks->task[i];

		if (task->sum == TASK_NO_SUM)
			failed = commandline_object(words, &task->result, fault);
		else if (!added[task->sum])
			failed = commandline_object(words, &tasks->sum[task->sum].result, fault);
		if (!failed && task->sum != TASK_NO_SUM)
			added[task->sum] = true;
	}
	free(added);
	return failed ? -1 : 0;
}
