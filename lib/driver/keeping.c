/* keeping.c - kept, combined, given up. */
#include "driver/keeping.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void keeping_begin(struct keeping *keeping, bool on)
{
	size_t i;

	for (i = 0; i < keeping->hosts; i++) {
		keeping->host[i].tasks = 0;
		keeping->host[i].bytes = 0;
		keeping->host[i].combines = keeping->host[i].away = false;
	}
	for (i = 0; i < keeping->groups; i++)
		free(keeping->group[i].task);
	keeping->groups = keeping->kept = 0;
	keeping->on = on;
}

int keeping_able(struct keeping *keeping, uint32_t host, bool keeps, struct fault *fault)
{
	if (memory_grow(&keeping->host, &keeping->room, (size_t)host + 1, fault))
		return -1;
	for (; keeping->hosts <= host; keeping->hosts++)
		keeping->host[keeping->hosts] = (struct keeping_host){.tasks = 0};
	keeping->host[host].keeps = keeps;
	return 0;
}

static int enlist(struct trials *trials, uint32_t number, struct fault *fault)
{
	struct trials_task *task = &trials->task[number];
	struct keeping_host *host = &trials->keeping.host[task->by];

	if (memory_grow(&host->task, &host->room, host->tasks + 1, fault))
		return -1;
	host->task[host->tasks++] = number;
	host->bytes += task->bytes;
	task->grouped = false;
	return 0;
}

int keeping_put(struct trials *trials, uint32_t number, uint32_t host,
	const struct sha256 *digest, uint64_t bytes, struct fault *fault)
{
	struct trials_task *task = &trials->task[number];

	if (host >= trials->keeping.hosts && keeping_able(&trials->keeping, host, false, fault))
		return -1;
	trials->keeping.host[host].away = false;
	task->kept = true;
	task->by = host;
	task->result = *digest;
	task->bytes = bytes;
	trials->keeping.kept++;
	return enlist(trials, number, fault);
}

/* It waits again, unless it is under way elsewhere. */
static int wait_again(struct trials *trials, uint32_t number, bool alone, struct fault *fault)
{
	struct trials_task *task = &trials->task[number];

	task->kept = task->grouped = false;
	task->alone = task->alone || alone;
	task->by = ORDER_NONE;
	trials->keeping.kept--;
	return task->attempts ? 0 : choice_put(trials->choice, number, task->failed_at, fault);
}

static struct keeping_group *close_group(struct trials *trials, struct trial *trial)
{
	struct keeping_group *group = &trials->keeping.group[trial->group];

	trial->group = ORDER_NONE;
	trials->keeping.host[group->host].combines = false;
	return group;
}

void keeping_done(struct trials *trials, struct trial *trial)
{
	const struct keeping_group *group = close_group(trials, trial);
	size_t i;

	for (i = 0; i < group->tasks; i++) {
		struct trials_task *task = &trials->task[group->task[i]];

		task->kept = task->grouped = false;
		task->done = true;
	}
	trials->keeping.kept -= group->tasks;
	trials->done += group->tasks;
}

int keeping_undo(struct trials *trials, struct trial *trial, bool failed, struct fault *fault)
{
	const struct keeping_group *group = close_group(trials, trial);
	size_t i;

	for (i = 0; i < group->tasks; i++)
		if (failed ? wait_again(trials, group->task[i], true, fault)
			   : enlist(trials, group->task[i], fault))
			return -1;
	return 0;
}

int keeping_lose(struct trials *trials, struct trial *trial, uint32_t number, struct fault *fault)
{
	struct trials_task *task = &trials->task[number];
	struct keeping_host *host;
	size_t i;

	if (trial->group != ORDER_NONE && (keeping_undo(trials, trial, false, fault)
		|| trials_cancel(trials, trial, fault)))
		return -1;
	if (!task->kept || task->grouped || task->by != trial->host)
		return 0;
	host = &trials->keeping.host[task->by];
	for (i = 0; host->task[i] != number; i++)
		;
	host->task[i] = host->task[--host->tasks];
	host->bytes -= task->bytes;
	return wait_again(trials, number, true, fault);
}

/* What a host keeps is done again elsewhere, or by itself. */
static int give_up(struct trials *trials, struct keeping_host *host, struct fault *fault)
{
	while (host->tasks)
		if (wait_again(trials, host->task[--host->tasks], false, fault))
			return -1;
	host->bytes = 0;
	return 0;
}

/* Has the host been away for too long, or gone for good? */
static bool is_hopeless(const struct roster_host *its, struct keeping_host *host, double now,
	bool slept)
{
	bool up = false, opens = false;
	uint32_t s;

	for (s = 0; s < its->slots; s++) {
		up = up || its->slot[s].state == ROSTER_UP;
		opens = opens || its->slot[s].state == ROSTER_OPENS;
	}
	if (!host->away || slept)
		host->since = now;
	host->away = !up;
	return !up && (its->left || its->hopes == 0
		|| now - host->since >= (opens ? KEEPING_OPENING : KEEPING_GONE));
}

/* Does it run a task whose result it will keep? */
static bool will_keep(const struct roster_host *its)
{
	uint32_t s;
	size_t i;

	for (s = 0; s < its->slots; s++)
		for (i = 0; i < its->slot[s].hands; i++)
			if (its->slot[s].hand[i]->keep && !its->slot[s].hand[i]->cancelled)
				return true;
	return false;
}

static bool is_due(const struct trials *trials, const struct roster_host *its,
	const struct keeping_host *host)
{
	const struct keeping *keeping = &trials->keeping;

	return (keeping->tasks_most && host->tasks >= keeping->tasks_most)
		|| (keeping->bytes_most && host->bytes >= keeping->bytes_most)
		|| (choice_waiting(trials->choice) == 0 && !will_keep(its));
}

/* The slot that combines: an idle one, else one that can take another attempt. */
static uint32_t slot_for(const struct roster_host *its)
{
	uint32_t s, found = ORDER_NONE;

	for (s = 0; s < its->slots; s++) {
		const struct roster_slot *slot = &its->slot[s];

		if (slot->state == ROSTER_UP && slot->hands < ROSTER_IN_HAND
			&& (found == ORDER_NONE || slot->hands < its->slot[found].hands))
			found = s;
	}
	return found;
}

static int combine(struct trials *trials, uint32_t number, uint32_t slot, double now,
	struct fault *fault)
{
	struct keeping *keeping = &trials->keeping;
	struct keeping_host *host = &keeping->host[number];
	size_t count = keeping->tasks_most && host->tasks > keeping->tasks_most ? keeping->tasks_most
		: host->tasks, i;
	struct keeping_group *group;

	if (memory_grow(&keeping->group, &keeping->group_room, keeping->groups + 1, fault))
		return -1;
	group = &keeping->group[keeping->groups];
	*group = (struct keeping_group){.host = number,
		.task = memory_zeroed(count, sizeof *group->task, fault), .tasks = count};
	if (!group->task)
		return -1;
	keeping->groups++;
	memcpy(group->task, host->task, count * sizeof *group->task);
	host->tasks -= count;
	memmove(host->task, host->task + count, host->tasks * sizeof *host->task);
	for (i = 0; i < count; i++) {
		trials->task[group->task[i]].grouped = true;
		host->bytes -= trials->task[group->task[i]].bytes;
	}
	host->combines = true;
	return trials_combine(trials, (uint32_t)keeping->groups - 1, number, slot, now, fault);
}

int keeping_serve(struct trials *trials, double now, bool slept, struct fault *fault)
{
	struct keeping *keeping = &trials->keeping;
	uint32_t h, slot;

	for (h = 0; keeping->kept && h < keeping->hosts; h++)
		if (is_hopeless(&trials->roster.host[h], &keeping->host[h], now, slept)
			&& give_up(trials, &keeping->host[h], fault))
			return -1;
	for (h = 0; keeping->kept && h < keeping->hosts; h++) {
		const struct roster_host *its = &trials->roster.host[h];
		const struct keeping_host *host = &keeping->host[h];

		if (host->tasks == 0 || host->away || host->combines
			|| !is_due(trials, its, host))
			continue;
		slot = slot_for(its);
		if (slot != ORDER_NONE && combine(trials, h, slot, now, fault))
			return -1;
	}
	return 0;
}
