/* schedule.c - the machine: events of hosts, slots and attempts, and the tick. */
#include "driver/schedule.h"

#include "base/memory.h"
#include "driver/audits.h"
#include "driver/awaits.h"
#include "driver/giving.h"
#include "driver/keeping.h"
#include "driver/trials.h"
#include "driver/verdicts.h"

#include <stdlib.h>

struct schedule {
	struct trials trials;
	double patience;
	double idle_since;  /* since when no host works */
	struct awaits awaits;
	bool phase;         /* there are tasks */
	bool stopped;
};

struct schedule *schedule_new(const struct schedule_rules *rules, double now,
	struct fault *fault)
{
	struct schedule *schedule = memory_zeroed(1, sizeof *schedule, fault);

	if (!schedule)
		return NULL;
	*schedule = (struct schedule){.patience = rules->patience, .idle_since = now,
		.trials = {.timeout = rules->timeout, .next_id = 1, .choice = choice_new(fault),
			.keeping = {.tasks_most = rules->group_tasks,
				.bytes_most = rules->group_bytes}}};
	if (schedule->trials.choice)
		return schedule;
	free(schedule);
	return NULL;
}

void schedule_free(struct schedule *schedule)
{
	if (schedule) {
		trials_release(&schedule->trials);
		awaits_release(&schedule->awaits);
	}
	free(schedule);
}

bool schedule_order(struct schedule *schedule, struct order *order)
{
	return order_take(&schedule->trials.orders, order);
}

static int stop(struct schedule *schedule, struct order why, struct fault *fault)
{
	if (schedule->stopped)
		return 0;
	schedule->stopped = true;
	why.kind = ORDER_STOP;
	return order_put(&schedule->trials.orders, &why, fault);
}

static bool is_open(const struct roster_slot *slot)
{
	return slot->state == ROSTER_UP || slot->state == ROSTER_OPENS;
}

/* A slot ends; its attempts wait again. */
static int lose(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster_slot *its = trials_slot(trials, host, slot);

	while (its->hands) {
		audits_failed(trials, its->hand[0]);
		if (its->hand[0]->group != ORDER_NONE
			&& keeping_undo(trials, its->hand[0], false, fault))
			return -1;
		if (trials_let_go(trials, its->hand[0], now, fault))
			return -1;
	}
	its->state = ROSTER_ENDS;
	roster_changed(&trials->roster, host, slot);
	return roster_due(&trials->roster, host, fault);
}

static int shut(struct schedule *schedule, uint32_t host, uint32_t slot,
	enum order_reason reason, double now, struct fault *fault)
{
	struct roster_slot *its = trials_slot(&schedule->trials, host, slot);

	if (!is_open(its))
		return 0;
	its->leaving = reason == REASON_LEFT;
	return order_slot(&schedule->trials.orders, ORDER_SHUT, host, slot, reason, fault)
		|| lose(schedule, host, slot, now, fault) ? -1 : 0;
}

/* Ends the slots of a host beyond the number that it should have. */
static int shrink(struct schedule *schedule, uint32_t host, uint32_t slots, double now,
	struct fault *fault)
{
	struct roster *roster = &schedule->trials.roster;
	uint32_t s;

	for (s = slots; s < roster->host[host].slots; s++)
		if (shut(schedule, host, s, REASON_LEFT, now, fault))
			return -1;
	roster_changed(roster, host, 0);
	return roster_due(roster, host, fault);
}

int schedule_host(struct schedule *schedule, uint32_t host, uint32_t slots, uint64_t key,
	double now, struct fault *fault)
{
	struct roster *roster = &schedule->trials.roster;

	if (roster_host(roster, host, slots, key, fault)
		|| choice_host(schedule->trials.choice, host, false, fault))
		return -1;
	roster->host[host].left = false;
	return shrink(schedule, host, slots, now, fault);
}

int schedule_host_left(struct schedule *schedule, uint32_t host, double now,
	struct fault *fault)
{
	schedule->trials.roster.host[host].left = true;
	return choice_host(schedule->trials.choice, host, true, fault)
		|| shrink(schedule, host, 0, now, fault) ? -1 : 0;
}

int schedule_keeps(struct schedule *schedule, uint32_t host, bool keeps, struct fault *fault)
{
	return keeping_able(&schedule->trials.keeping, host, keeps, fault);
}

int schedule_object(struct schedule *schedule, uint32_t host, uint32_t object, bool there,
	struct fault *fault)
{
	return choice_object(schedule->trials.choice, host, object, there, fault);
}

int schedule_ready(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster_slot *its = trials_slot(trials, host, slot);

	if (its->state != ROSTER_OPENS)
		return 0;
	its->state = ROSTER_UP;
	its->since = its->quiet = now;
	its->settled = false;
	roster_changed(&trials->roster, host, slot);
	if (its->failures && trials_set_timer(trials, now + ROSTER_SETTLED, TIMER_SETTLED, host,
		slot, fault))
		return -1;
	return roster_due(&trials->roster, host, fault);
}

int schedule_gone(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	return is_open(trials_slot(&schedule->trials, host, slot))
		? lose(schedule, host, slot, now, fault) : 0;
}

int schedule_ended(struct schedule *schedule, uint32_t host, uint32_t slot, bool final,
	double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster_slot *its = trials_slot(trials, host, slot);
	struct order order = {.kind = ORDER_WAIT, .host = host, .slot = slot,
		.task = ORDER_NONE, .other = ORDER_NONE};

	if (its->state != ROSTER_ENDS)
		return 0;
	its->state = ROSTER_DOWN;
	its->final = its->final || final;
	its->failures += !its->leaving;
	roster_changed(&trials->roster, host, slot);
	if (its->leaving)
		return roster_due(&trials->roster, host, fault);
	if (its->final) {
		order.kind = ORDER_ABANDON;
		return order_put(&trials->orders, &order, fault);
	}
	order.at = its->retry_at = now + roster_backoff(&trials->roster, host, slot);
	order.aside = its->failures >= ROSTER_ASIDE_AFTER;
	return order_put(&trials->orders, &order, fault)
		|| trials_set_timer(trials, its->retry_at, TIMER_OPEN, host, slot, fault) ? -1 : 0;
}

int schedule_end(struct schedule *schedule, struct fault *fault)
{
	struct trials *trials = &schedule->trials;

	if (trials_orphan(trials, fault))
		return -1;
	free(trials->task);
	trials->task = NULL;
	trials->tasks = trials->done = trials->audits = 0;
	schedule->awaits.hosts = 0;
	schedule->phase = false;
	keeping_begin(&trials->keeping, false);
	return choice_begin(trials->choice, NULL, 0, fault);
}

/* Done before, kept somewhere, or to be done. */
static int begin_task(struct trials *trials, uint32_t number, const struct schedule_task *task,
	struct fault *fault)
{
	if (task->done)
		return median_add(&trials->durations, 0, fault);
	if (task->kept && trials->keeping.on && task->needs.only == ORDER_NONE)
		return median_add(&trials->durations, 0, fault)
			|| keeping_put(trials, number, task->at, &task->result, task->bytes, fault)
			? -1 : 0;
	return choice_put(trials->choice, number, ORDER_NONE, fault);
}

static int begin_tasks(struct schedule *schedule, const struct schedule_task *tasks,
	const struct choice_task *needs, size_t count, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	size_t i;
	int failed = choice_begin(trials->choice, needs, count, fault);

	for (i = 0; !failed && i < count; i++) {
		trials->task[i] = (struct trials_task){.only = needs[i].only, .failed_at = ORDER_NONE,
			.by = ORDER_NONE, .done = tasks[i].done, .alone = tasks[i].alone,
			.audit = tasks[i].audit && needs[i].only == ORDER_NONE};
		trials->done += tasks[i].done;
		failed = begin_task(trials, (uint32_t)i, &tasks[i], fault);
		if (!failed && !tasks[i].done && needs[i].only != ORDER_NONE)
			failed = awaits_more(&schedule->awaits, needs[i].only, now, fault);
	}
	return failed;
}

int schedule_begin(struct schedule *schedule, const struct schedule_task *tasks, size_t count,
	bool combines, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct choice_task *needs;
	size_t i;
	int failed;

	if (schedule_end(schedule, fault))
		return -1;
	trials->task = memory_zeroed(count, sizeof *trials->task, fault);
	needs = memory_zeroed(count, sizeof *needs, fault);
	failed = !trials->task || !needs;
	for (i = 0; !failed && i < count; i++)
		needs[i] = tasks[i].needs;
	trials->tasks = failed ? 0 : count;
	keeping_begin(&trials->keeping, combines);
	schedule->phase = true;
	schedule->idle_since = now;
	median_release(&trials->durations);
	trials->longest = 0;
	failed = failed || begin_tasks(schedule, tasks, needs, count, now, fault);
	free(needs);
	return failed ? -1 : 0;
}

double schedule_bound(const struct schedule *schedule)
{
	return trials_bound(&schedule->trials);
}

size_t schedule_audits(const struct schedule *schedule)
{
	return schedule->trials.audits;
}

size_t schedule_done(const struct schedule *schedule)
{
	return schedule->trials.done;
}

bool schedule_task_over(const struct schedule *schedule, uint32_t task)
{
	const struct trials_task *its = &schedule->trials.task[task];

	return its->done && !its->audit && its->attempts == 0;
}

const uint32_t *schedule_group(const struct schedule *schedule, uint32_t group, size_t *tasks)
{
	const struct keeping_group *its = &schedule->trials.keeping.group[group];

	*tasks = its->tasks;
	return its->task;
}

/* An attempt was sent, or began; its timeout counts from there. */
static int note_time(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	bool began, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);

	if (!trial)
		return 0;
	if (began)
		trials_start(trials, trial, now);
	else
		trial->sent = now;
	return trials_check_at_timeout(trials, host, slot, now, fault);
}

int schedule_sent(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	double now, struct fault *fault)
{
	return note_time(schedule, host, slot, attempt, false, now, fault);
}

int schedule_started(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	double now, struct fault *fault)
{
	return note_time(schedule, host, slot, attempt, true, now, fault);
}

static int accept(struct schedule *schedule, struct trial *trial, const struct sha256 *digest,
	double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trials_task *task = &trials->task[trial->task];

	task->done = true;
	task->by = trial->host;
	task->result = *digest;
	trials->done++;
	if (task->only != ORDER_NONE)
		awaits_less(&schedule->awaits, task->only);
	return verdicts_settled(trials, trial, ORDER_ACCEPT, now, fault);
}

int schedule_result(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	const struct sha256 *digest, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);

	trials->now = now;
	if (!trial)
		return 0;
	if (trial->group != ORDER_NONE)
		return verdicts_group_done(trials, trial, now, fault);
	if (trial->task == ORDER_NONE)
		return trials_drop(trials, trial, now, fault);
	return trials_settled(&trials->task[trial->task])
		? verdicts_second(trials, trial, digest, now, fault)
		: accept(schedule, trial, digest, now, fault);
}

int schedule_kept(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	const struct sha256 *digest, uint64_t bytes, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);

	trials->now = now;
	if (!trial)
		return 0;
	if (trial->task == ORDER_NONE)
		return trials_drop(trials, trial, now, fault);
	if (trials_settled(&trials->task[trial->task]))
		return verdicts_second(trials, trial, digest, now, fault);
	return keeping_put(trials, trial->task, host, digest, bytes, fault)
		|| verdicts_settled(trials, trial, ORDER_KEEP, now, fault) ? -1 : 0;
}

int schedule_lost(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	uint32_t task, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);

	trials->now = now;
	return trial ? keeping_lose(trials, trial, task, fault) : 0;
}

int schedule_compared(struct schedule *schedule, uint32_t host, uint32_t slot,
	uint64_t attempt, bool same, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);
	struct order why;

	trials->now = now;
	if (!trial)
		return 0;
	if (!same && trial->task != ORDER_NONE) {
		why = trials_about(ORDER_STOP, trial);
		why.reason = REASON_DIFFERS;
		why.other = trials->task[trial->task].by;
		if (stop(schedule, why, fault))
			return -1;
	} else if (trial->task != ORDER_NONE && host != trials->task[trial->task].by) {
		audits_end(trials, trial->task);
	}
	return trials_drop(trials, trial, now, fault);
}

int schedule_failed(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	enum schedule_failure how, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);
	struct order order;
	struct trials_task *task;

	trials->now = now;
	if (!trial)
		return 0;
	if (trial->group != ORDER_NONE)
		return verdicts_group_failed(trials, trial, now, fault);
	/* one that lost, though what it lost to may be lost by now, is no failure of the task */
	if (trial->task == ORDER_NONE || trials_settled(&trials->task[trial->task])
		|| (trial->cancelled && !trial->timed_out)) {
		audits_failed(trials, trial);
		return trials_drop(trials, trial, now, fault);
	}
	task = &trials->task[trial->task];
	order = trials_about(ORDER_RETRY, trial);
	order.reason = REASON_TASK;
	order.twice = task->failed_at != ORDER_NONE && task->failed_at != host;
	task->failures++;
	task->failed_at = host;
	task->alone = task->alone || trial->keep;
	if (order.twice || task->failures >= SCHEDULE_TRIES || task->only != ORDER_NONE
		|| how == FAILURE_FATAL
		|| (how == FAILURE_LASTING && trials->roster.promises < 2)) {
		if (stop(schedule, order, fault))
			return -1;
	} else if (order_put(&trials->orders, &order, fault)) {
		return -1;
	}
	return trials_drop(trials, trial, now, fault);
}

/* Opens slots of a host that may be opened now, a few at a time. */
static int open_slots(struct schedule *schedule, uint32_t host, double now,
	struct fault *fault)
{
	struct roster *roster = &schedule->trials.roster;
	struct roster_host *its = &roster->host[host];
	uint32_t s;

	its->due = false;
	for (s = 0; s < its->wanted && its->opening < ROSTER_OPENING && !its->left; s++) {
		struct roster_slot *slot = &its->slot[s];

		if (slot->state != ROSTER_DOWN || slot->final || now < slot->retry_at)
			continue;
		slot->state = ROSTER_OPENS;
		slot->leaving = false;
		roster_changed(roster, host, s);
		if (order_slot(&schedule->trials.orders, ORDER_OPEN, host, s, REASON_NONE, fault))
			return -1;
	}
	return 0;
}

static int check(struct schedule *schedule, enum trials_timer timer, uint32_t host, uint32_t slot,
	double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	bool idle;

	if (trials_check(trials, host, slot, now, &idle, fault))
		return -1;
	if (idle)
		return shut(schedule, host, slot, REASON_IDLE, now, fault);
	return timer == TIMER_WATCH ? trials_watch(trials, host, slot, now, fault) : 0;
}

static int ring(struct schedule *schedule, enum trials_timer timer, uint32_t host, uint32_t slot,
	double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster_slot *its = trials_slot(trials, host, slot);

	switch (timer) {
	case TIMER_OPEN:
		return roster_due(&trials->roster, host, fault);
	case TIMER_SETTLED:
		its->settled = its->state == ROSTER_UP && now >= its->since + ROSTER_SETTLED;
		roster_changed(&trials->roster, host, slot);
		return 0;
	case TIMER_WATCH:
		its->watched = false;
		/* fall through */
	case TIMER_CHECK:
		return its->state == ROSTER_UP && its->hands
			? check(schedule, timer, host, slot, now, fault) : 0;
	}
	return 0;
}

/* With no host that works, for how long is there hope?  host: the only one that
 * would do; ORDER_NONE: any. */
static int lose_patience(struct schedule *schedule, uint32_t host, bool works, bool hopes,
	double *idle_since, double now, struct fault *fault)
{
	struct order why = {.reason = hopes ? REASON_PATIENCE : REASON_NO_HOST, .host = host,
		.slot = ORDER_NONE, .task = ORDER_NONE, .other = ORDER_NONE};

	if (works)
		*idle_since = now;
	why.seconds = now - *idle_since;
	return works || (hopes && why.seconds < schedule->patience) ? 0
		: stop(schedule, why, fault);
}

static int check_patience(struct schedule *schedule, double now, struct fault *fault)
{
	const struct roster *roster = &schedule->trials.roster;
	size_t i;

	if (lose_patience(schedule, ORDER_NONE, roster->works || !schedule->phase,
		roster->hopes, &schedule->idle_since, now, fault))
		return -1;
	for (i = 0; i < schedule->awaits.hosts; i++) {
		struct awaited *awaited = &schedule->awaits.host[i];
		const struct roster_host *host = &roster->host[awaited->host];

		if (lose_patience(schedule, awaited->host, host->works, host->hopes,
			&awaited->idle_since, now, fault))
			return -1;
	}
	return 0;
}

int schedule_tick(struct schedule *schedule, double now, bool slept, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster *roster = &trials->roster;
	enum trials_timer timer;
	uint32_t host, slot;
	size_t i;

	trials->now = now;
	if (schedule->stopped)
		return 0;
	for (i = 0; slept && i < schedule->awaits.hosts; i++)
		schedule->awaits.host[i].idle_since = now;
	if (slept)
		schedule->idle_since = now;
	while (trials_due(trials, now, &timer, &host, &slot))
		if (ring(schedule, timer, host, slot, now, fault))
			return -1;
	for (i = 0; i < roster->dues; i++)
		if (open_slots(schedule, roster->due[i], now, fault))
			return -1;
	roster->dues = 0;
	return check_patience(schedule, now, fault) || (!schedule->stopped
		&& (keeping_serve(trials, now, slept, fault) || audits_serve(trials, now, fault)
			|| giving_serve(trials, now, fault)))
		? -1 : 0;
}
