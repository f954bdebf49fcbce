/* schedule.c - the machine: events of hosts, slots and attempts, and the tick. */
#include "driver/schedule.h"

#include "base/memory.h"
#include "driver/audits.h"
#include "driver/trials.h"

#include <stdlib.h>

/* Who has tasks that it alone may run. */
struct awaited {
	uint32_t host;
	size_t tasks;       /* of them left */
	double idle_since;  /* since when it doesn't work */
};

struct schedule {
	struct trials trials;
	double patience;
	double idle_since;  /* since when no host works */
	struct awaited *awaited; /* by host */
	size_t awaits, awaited_room;
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
		.trials = {.timeout = rules->timeout, .next_id = 1, .choice = choice_new(fault)}};
	if (schedule->trials.choice)
		return schedule;
	free(schedule);
	return NULL;
}

void schedule_free(struct schedule *schedule)
{
	if (schedule) {
		trials_release(&schedule->trials);
		free(schedule->awaited);
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

/* A slot ends; what it had in hand waits again. */
static int lose(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct roster_slot *its = trials_slot(trials, host, slot);

	while (its->hands) {
		audits_failed(trials, its->hand[0]);
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

/* Slots from so many on have to go. */
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
	schedule->awaits = 0;
	schedule->phase = false;
	return choice_begin(trials->choice, NULL, 0, fault);
}

static int await(struct schedule *schedule, uint32_t host, double now, struct fault *fault)
{
	size_t i;

	for (i = 0; i < schedule->awaits && schedule->awaited[i].host != host; i++)
		;
	if (i == schedule->awaits) {
		if (memory_grow(&schedule->awaited, &schedule->awaited_room, i + 1, fault))
			return -1;
		schedule->awaited[schedule->awaits++] = (struct awaited){host, 0, now};
	}
	schedule->awaited[i].tasks++;
	return 0;
}

static void await_no_more(struct schedule *schedule, uint32_t host)
{
	size_t i;

	for (i = 0; schedule->awaited[i].host != host; i++)
		;
	if (--schedule->awaited[i].tasks == 0)
		schedule->awaited[i] = schedule->awaited[--schedule->awaits];
}

static int begin_tasks(struct schedule *schedule, const struct schedule_task *tasks,
	const struct choice_task *needs, size_t count, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	size_t i;
	int failed = choice_begin(trials->choice, needs, count, fault);

	for (i = 0; !failed && i < count; i++) {
		trials->task[i] = (struct trials_task){.only = needs[i].only, .failed_at = ORDER_NONE,
			.by = ORDER_NONE, .done = tasks[i].done,
			.audit = tasks[i].audit && needs[i].only == ORDER_NONE};
		trials->done += tasks[i].done;
		failed = tasks[i].done ? median_add(&trials->durations, 0, fault)
			: choice_put(trials->choice, (uint32_t)i, ORDER_NONE, fault);
		if (!failed && !tasks[i].done && needs[i].only != ORDER_NONE)
			failed = await(schedule, needs[i].only, now, fault);
	}
	return failed;
}

int schedule_begin(struct schedule *schedule, const struct schedule_task *tasks, size_t count,
	double now, struct fault *fault)
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

bool schedule_task_done(const struct schedule *schedule, uint32_t task)
{
	return schedule->trials.task[task].done;
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
	struct order order = trials_about(ORDER_ACCEPT, trial);
	uint32_t host = trial->host, slot = trial->slot, number = trial->task;
	struct trial *other;

	task->done = true;
	task->by = host;
	task->result = *digest;
	trials->done++;
	if (task->only != ORDER_NONE)
		await_no_more(schedule, task->only);
	if (now - trial->asked > trials->longest)
		trials->longest = now - trial->asked;
	if (median_add(&trials->durations, now - trial->asked, fault)
		|| order_put(&trials->orders, &order, fault)
		|| trials_let_go(trials, trial, now, fault))
		return -1;
	if (audits_add(trials, number, fault))
		return -1;
	/* others that try the same have lost */
	for (other = task->trial; other; other = other->sibling)
		if (trials_cancel(trials, other, fault))
			return -1;
	if (trials_slot(trials, host, slot)->failures) {
		trials_slot(trials, host, slot)->failures = 0;
		roster_changed(&trials->roster, host, slot);
	}
	return 0;
}

int schedule_result(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	const struct sha256 *digest, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	struct trial *trial = trials_find(trials, host, slot, attempt);
	const struct trials_task *task;
	struct order order;

	trials->now = now;
	if (!trial)
		return 0;
	if (trial->task == ORDER_NONE)
		return trials_drop(trials, trial, now, fault);
	task = &trials->task[trial->task];
	if (!task->done)
		return accept(schedule, trial, digest, now, fault);
	if (sha256_equal(digest, &task->result)) {
		if (host != task->by)
			audits_end(trials, trial->task);
		return trials_drop(trials, trial, now, fault);
	}
	order = trials_about(ORDER_COMPARE, trial);
	order.other = task->by;
	return order_put(&trials->orders, &order, fault);
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
	if (trial->task == ORDER_NONE || trials->task[trial->task].done) {
		audits_failed(trials, trial);
		return trials_drop(trials, trial, now, fault);
	}
	task = &trials->task[trial->task];
	order = trials_about(ORDER_RETRY, trial);
	order.reason = REASON_TASK;
	order.twice = task->failed_at != ORDER_NONE && task->failed_at != host;
	task->failures++;
	task->failed_at = host;
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

/* Gives a slot what suits its host: a first task, and a second one to send the
 * objects of meanwhile, unless another slot could do that one at once. */
static int serve(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	const struct roster *roster = &trials->roster;
	const struct roster_slot *its = trials_slot(trials, host, slot);
	uint32_t task;

	while (its->hands < ROSTER_IN_HAND) {
		size_t waiting = choice_waiting(trials->choice);

		if (waiting == 0 || (its->hands && waiting <= roster->up))
			break;
		if (choice_best(trials->choice, host, roster->promises > 1, &task, fault))
			return -1;
		if (task == ORDER_NONE)
			break;
		if (trials_give(trials, task, host, slot, now, fault))
			return -1;
	}
	if (its->hands || !trials_any_late(trials, now))
		return 0;
	task = trials_late(trials, host, now);
	return task == ORDER_NONE ? 0 : trials_give(trials, task, host, slot, now, fault);
}

static int serve_all(struct schedule *schedule, double now, struct fault *fault)
{
	struct trials *trials = &schedule->trials;
	size_t at = 0, waiting;
	uint32_t host, slot;

	for (;;) {
		waiting = choice_waiting(trials->choice);
		if (waiting == 0 && !trials_any_late(trials, now))
			return 0;
		if (!roster_next(&trials->roster, waiting > trials->roster.up, &at, &host, &slot))
			return 0;
		if (serve(schedule, host, slot, now, fault))
			return -1;
	}
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
	for (i = 0; i < schedule->awaits; i++) {
		struct awaited *awaited = &schedule->awaited[i];
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
	for (i = 0; slept && i < schedule->awaits; i++)
		schedule->awaited[i].idle_since = now;
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
		&& (audits_serve(trials, now, fault) || serve_all(schedule, now, fault)))
		? -1 : 0;
}
