/* task.c - arrays of tasks. */
#include "driver/task.h"

#include "base/memory.h"

#include <stdlib.h>

void tasks_release(struct tasks *tasks)
{
	size_t i;

	for (i = 0; i < tasks->count; i++) {
		commandline_release(&tasks->task[i].words);
		object_release(&tasks->task[i].result);
	}
	for (i = 0; i < tasks->sums; i++)
		object_release(&tasks->sum[i].result);
	free(tasks->sum);
	free(tasks->task);
	*tasks = (struct tasks){0};
}

struct task *tasks_new(struct tasks *tasks, struct fault *fault)
{
	if (memory_grow(&tasks->task, &tasks->room, tasks->count + 1, fault))
		return NULL;
	tasks->task[tasks->count] = (struct task){.only = TASK_ANYWHERE, .sum = TASK_NO_SUM};
	return &tasks->task[tasks->count++];
}

const struct object *task_object(const struct task *task, const struct sha256 *digest)
{
	size_t i;

	for (i = 0; i < task->words.count; i++)
		if (task->words.word[i].kind == WORD_OBJECT
			&& sha256_equal(&task->words.word[i].digest, digest))
			return task->words.word[i].object;
	return NULL;
}
