/* trials.c - attempts: given, cancelled, late, over. */
#include "driver/trials.h"

#include "base/memory.h"

#include <stdlib.h>

/* A task is started a second time once this share of the tasks is done, and it
 * took more than late_times times the median, and more than late_seconds. */
static const double late_share = 0.75, late_times = 1.5, late_seconds = 5;

/* Without --timeout a task may run a multiple of the time of the longest of its phase,
 * at least a minute, and a day where none is done.  A slot that starts nothing or does
 * not end what was cancelled is given up after a minute. */
static const double bound_times = 20, bound_least = 60, bound_first = 86400, idle_most = 60;

double trials_bound(const struct trials *trials)
{
	double seconds = bound_times * trials->longest;

	if (trials->timeout > 0)
		return trials->timeout;
	if (seconds <= 0)
		return bound_first;
	return seconds < bound_least ? bound_least : seconds;
}

int trials_check_at_timeout(struct trials *trials, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	return trials->timeout > 0 ? trials_set_timer(trials, now + trials->timeout, TIMER_CHECK,
		host, slot, fault) : 0;
}

int trials_watch(struct trials *trials, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct roster_slot *its = trials_slot(trials, host, slot);
	const double pause = 5;

	if (its->watched)
		return 0;
	its->watched = true;
	return trials_set_timer(trials, now + pause, TIMER_WATCH, host, slot, fault);
}

static void release_keeping(struct keeping *keeping)
{
	size_t i;

	for (i = 0; i < keeping->groups; i++)
		free(keeping->group[i].task);
	for (i = 0; i < keeping->hosts; i++)
		free(keeping->host[i].task);
	free(keeping->host);
	free(keeping->group);
}

void trials_release(struct trials *trials)
{
	size_t h, i;
	uint32_t s;

	for (h = 0; h < trials->roster.hosts; h++)
		for (s = 0; s < trials->roster.host[h].slots; s++)
			for (i = 0; i < trials->roster.host[h].slot[s].hands; i++)
				free(trials->roster.host[h].slot[s].hand[i]);
	release_keeping(&trials->keeping);
	roster_release(&trials->roster);
	choice_free(trials->choice);
	order_release(&trials->orders);
	heap_release(&trials->timers);
	median_release(&trials->durations);
	free(trials->task);
	free(trials->audit);
	*trials = (struct trials){0};
}

struct roster_slot *trials_slot(struct trials *trials, uint32_t host, uint32_t slot)
{
	return &trials->roster.host[host].slot[slot];
}

struct trial *trials_find(struct trials *trials, uint32_t host, uint32_t slot, uint64_t id)
{
	const struct roster_slot *its = trials_slot(trials, host, slot);
	size_t i;

	for (i = 0; i < its->hands; i++)
		if (its->hand[i]->id == id)
			return its->hand[i];
	return NULL;
}

int trials_set_timer(struct trials *trials, double at, enum trials_timer timer, uint32_t host,
	uint32_t slot, struct fault *fault)
{
	return heap_push(&trials->timers, at,
		(uint64_t)timer << 56 | (uint64_t)host << 24 | slot, fault);
}

bool trials_due(struct trials *trials, double now, enum trials_timer *timer, uint32_t *host,
	uint32_t *slot)
{
	uint64_t value;

	if (trials->timers.count == 0 || trials->timers.entry[0].key > now)
		return false;
	value = trials->timers.entry[0].value;
	heap_pop(&trials->timers);
	*timer = (enum trials_timer)(value >> 56);
	*host = (uint32_t)(value >> 24);
	*slot = (uint32_t)(value & 0xffffff);
	return true;
}

struct order trials_about(enum order_kind kind, const struct trial *trial)
{
	return (struct order){.kind = kind, .host = trial->host, .slot = trial->slot,
		.task = trial->task, .group = trial->group, .other = ORDER_NONE,
		.attempt = trial->id, .keep = trial->keep};
}

/* The slot has other attempts, or one runs. */
static void note_hands(struct trials *trials, uint32_t host, uint32_t slot)
{
	struct roster_slot *its = trials_slot(trials, host, slot);
	size_t i;

	its->begun = false;
	for (i = 0; i < its->hands; i++)
		its->begun = its->begun || its->hand[i]->started;
	if (its->failures >= ROSTER_ASIDE_AFTER)
		roster_changed(&trials->roster, host, slot);
	else
		roster_changed_hands(&trials->roster, host, slot);
}

void trials_start(struct trials *trials, struct trial *trial, double now)
{
	trial->started = true;
	trial->began = now;
	note_hands(trials, trial->host, trial->slot);
}

static void unlist(struct trials *trials, struct trial *trial)
{
	if (!trial->alone)
		return;
	trial->alone = false;
	*(trial->before ? &trial->before->after : &trials->oldest) = trial->after;
	*(trial->after ? &trial->after->before : &trials->newest) = trial->before;
}

/* Behind those that were asked before it. */
static void list(struct trials *trials, struct trial *trial)
{
	struct trial *before = trials->newest;

	while (before && before->asked > trial->asked)
		before = before->before;
	trial->alone = true;
	trial->before = before;
	trial->after = before ? before->after : trials->oldest;
	*(before ? &before->after : &trials->oldest) = trial;
	*(trial->after ? &trial->after->before : &trials->newest) = trial;
}

bool trials_settled(const struct trials_task *task)
{
	return task->done || task->kept;
}

/* The task's attempts have changed: which is alone, if any? */
static void find_alone(struct trials *trials, const struct trials_task *task)
{
	struct trial *trial;

	for (trial = task->trial; trial; trial = trial->sibling)
		unlist(trials, trial);
	if (task->attempts == 1 && !trials_settled(task) && task->only == ORDER_NONE
		&& !task->trial->cancelled)
		list(trials, task->trial);
}

/* One more attempt of the slot. */
static struct trial *put_in_hand(struct trials *trials, uint32_t number, uint32_t group,
	uint32_t host, uint32_t slot, double now, struct fault *fault)
{
	struct roster_slot *its = trials_slot(trials, host, slot);
	struct trial *trial = memory_zeroed(1, sizeof *trial, fault);

	if (!trial)
		return NULL;
	*trial = (struct trial){.id = trials->next_id++, .task = number, .group = group,
		.host = host, .slot = slot, .asked = now};
	its->hand[its->hands++] = trial;
	return trial;
}

int trials_combine(struct trials *trials, uint32_t group, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trial *trial = put_in_hand(trials, ORDER_NONE, group, host, slot, now, fault);
	struct order order;

	if (!trial)
		return -1;
	order = trials_about(ORDER_COMBINE, trial);
	note_hands(trials, host, slot);
	return order_put(&trials->orders, &order, fault)
		|| trials_watch(trials, host, slot, now, fault) ? -1 : 0;
}

/* Is the task's result to stay, if this host does it now? */
static bool is_to_keep(const struct trials *trials, uint32_t number, uint32_t host)
{
	const struct keeping *keeping = &trials->keeping;
	const struct trials_task *task = &trials->task[number];

	return keeping->on && host < keeping->hosts && keeping->host[host].keeps && !task->alone
		&& !task->audit && task->only == ORDER_NONE && task->attempts == 0;
}

int trials_give(struct trials *trials, uint32_t number, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trial *trial = put_in_hand(trials, number, ORDER_NONE, host, slot, now, fault);
	struct trials_task *task = &trials->task[number];
	struct order order;

	if (!trial)
		return -1;
	trial->sibling = task->trial;
	trial->keep = is_to_keep(trials, number, host);
	order = trials_about(ORDER_GIVE, trial);
	order.again = task->attempts > 0;
	task->trial = trial;
	task->attempts++;
	choice_take(trials->choice, number);
	find_alone(trials, task);
	note_hands(trials, host, slot);
	return order_put(&trials->orders, &order, fault)
		|| trials_watch(trials, host, slot, now, fault) ? -1 : 0;
}

int trials_cancel(struct trials *trials, struct trial *trial, struct fault *fault)
{
	struct order order = trials_about(ORDER_CANCEL, trial);

	if (trial->cancelled)
		return 0;
	trial->cancelled = true;
	trial->ordered_off = trials->now;
	unlist(trials, trial);
	return order_put(&trials->orders, &order, fault);
}

int trials_let_go(struct trials *trials, struct trial *trial, double now, struct fault *fault)
{
	struct roster_slot *slot = trials_slot(trials, trial->host, trial->slot);
	struct trials_task *task = trial->task == ORDER_NONE ? NULL : &trials->task[trial->task];
	struct trial **link;
	size_t i;
	int failed = 0;

	for (i = 0; slot->hand[i] != trial; i++)
		;
	slot->hands--;
	for (; i < slot->hands; i++)
		slot->hand[i] = slot->hand[i + 1];
	slot->quiet = now;
	note_hands(trials, trial->host, trial->slot);
	unlist(trials, trial);
	if (task) {
		for (link = &task->trial; *link != trial; link = &(*link)->sibling)
			;
		*link = trial->sibling;
		task->attempts--;
		find_alone(trials, task);
		if (!trials_settled(task) && task->attempts == 0)
			failed = choice_put(trials->choice, trial->task, task->failed_at, fault);
	}
	if (!failed && slot->hands)
		failed = trials_check_at_timeout(trials, trial->host, trial->slot, now, fault);
	free(trial);
	return failed;
}

int trials_drop(struct trials *trials, struct trial *trial, double now, struct fault *fault)
{
	struct order order = trials_about(ORDER_DROP, trial);

	return order_put(&trials->orders, &order, fault)
		|| trials_let_go(trials, trial, now, fault) ? -1 : 0;
}

int trials_orphan(struct trials *trials, struct fault *fault)
{
	struct roster *roster = &trials->roster;
	size_t h, i;
	uint32_t s;

	for (h = 0; h < roster->hosts; h++)
		for (s = 0; s < roster->host[h].slots; s++)
			for (i = 0; i < roster->host[h].slot[s].hands; i++) {
				struct trial *trial = roster->host[h].slot[s].hand[i];

				if (trials_cancel(trials, trial, fault))
					return -1;
				trial->task = trial->group = ORDER_NONE;
				trial->sibling = NULL;
			}
	return 0;
}

int trials_check(struct trials *trials, uint32_t host, uint32_t slot, double now, bool *idle,
	struct fault *fault)
{
	const struct roster_slot *its = trials_slot(trials, host, slot);
	double bound = trials_bound(trials), patience = bound < idle_most ? bound : idle_most;
	bool deaf = false;
	size_t i;

	*idle = its->hands > 0 && now >= its->quiet + patience;
	for (i = 0; i < its->hands; i++) {
		struct trial *trial = its->hand[i];

		if (trial->started || trial->sent <= 0 || now < trial->sent + patience)
			*idle = false;
		if (trial->cancelled) {
			deaf = deaf || now >= trial->ordered_off + idle_most;
			continue;
		}
		if (!trial->started || now < trial->began + bound)
			continue;
		trial->timed_out = true;
		if (trials_cancel(trials, trial, fault))
			return -1;
	}
	*idle = *idle || deaf;
	return 0;
}

static bool is_late(const struct trial *trial, double median, double now)
{
	double seconds = now - trial->asked;

	return seconds > late_seconds && seconds > late_times * median;
}

bool trials_any_late(const struct trials *trials, double now)
{
	size_t done = trials->done + trials->keeping.kept;

	return (double)done >= late_share * (double)trials->tasks && trials->oldest
		&& is_late(trials->oldest, median_get(&trials->durations), now);
}

uint32_t trials_late(const struct trials *trials, uint32_t host, double now)
{
	double median = median_get(&trials->durations);
	const struct trial *trial = trials->oldest;

	for (; trial && is_late(trial, median, now); trial = trial->after)
		if (trial->host != host && trials->task[trial->task].failed_at != host)
			return trial->task;
	return ORDER_NONE;
}
