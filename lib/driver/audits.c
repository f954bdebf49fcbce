/* audits.c - gives tasks that are done to another host again. */
#include "driver/audits.h"

#include "base/memory.h"

double audits_share(double time, size_t tasks, size_t slots)
{
	return slots < 2 || (double)tasks * time >= (double)slots ? time : time / (double)slots;
}

int audits_add(struct trials *trials, uint32_t task, struct fault *fault)
{
	if (!trials->task[task].audit)
		return 0;
	if (memory_grow(&trials->audit, &trials->audit_room, trials->audits + 1, fault))
		return -1;
	trials->audit[trials->audits++] = task;
	return 0;
}

void audits_end(struct trials *trials, uint32_t task)
{
	size_t i;

	for (i = 0; i < trials->audits && trials->audit[i] != task; i++)
		;
	if (i == trials->audits)
		return;
	trials->task[task].audit = false;
	trials->audit[i] = trials->audit[--trials->audits];
}

void audits_failed(struct trials *trials, const struct trial *trial)
{
	uint32_t task = trial->task;

	if (task == ORDER_NONE || trial->cancelled || !trials->task[task].done)
		return;
	audits_end(trials, task);
}

static bool is_under_way(const struct trials_task *task)
{
	const struct trial *trial;

	for (trial = task->trial; trial; trial = trial->sibling)
		if (!trial->cancelled)
			return true;
	return false;
}

/* As any task that waits: to a slot that is idle or, while others have enough to do, to
 * one that runs its last. */
static int serve(struct trials *trials, uint32_t number, double now, struct fault *fault)
{
	bool all = choice_waiting(trials->choice) > trials->roster.up;
	uint32_t host, slot;
	size_t at = 0;

	while (roster_next(&trials->roster, all, &at, &host, &slot))
		if (host != trials->task[number].by)
			return trials_give(trials, number, host, slot, now, fault);
	return 0;
}

/* Is there a host, other than this one, that could do it? */
static bool other_works(const struct roster *roster, uint32_t host)
{
	size_t h;

	for (h = 0; h < roster->hosts; h++)
		if (h != host && roster->host[h].works)
			return true;
	return false;
}

int audits_serve(struct trials *trials, double now, struct fault *fault)
{
	size_t i;

	for (i = trials->audits; i-- > 0; ) {
		uint32_t task = trials->audit[i];

		if (is_under_way(&trials->task[task]))
			continue;
		if (!other_works(&trials->roster, trials->task[task].by))
			audits_end(trials, task);
		else if (serve(trials, task, now, fault))
			return -1;
	}
	return 0;
}
