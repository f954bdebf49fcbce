/* schedule_test.c - driver/schedule.h and what it is made of (heap, median, choice,
 * roster, trials): random histories of hosts that come, go, slow down, fail and
 * lie, each compared with a naive implementation of the rules.
 *
 * usage: schedule_test [SEED [HISTORIES]]    SEED alone: one history */
#include "driver/heap.h"
#include "driver/median.h"
#include "driver/schedule.h"
#include "schedule_world.h"
#include "unit.h"

#include <stdlib.h>
#include <time.h>

enum { HISTORIES = 12000, STEPS_WILD = 250, STEPS_MOST = 4000 };

static uint64_t first_seed = 1, histories = HISTORIES;
/* The list of hosts is read again. */
static void list_hosts(struct world *world, bool first)
{
	uint32_t h, hosts = world->hosts;

	if (first || (hosts < HOSTS && chance(world, 0.3)))
		hosts += first ? 1 + below(world, HOSTS) : 1;
	for (h = 0; h < hosts; h++) {
		struct fake_host *host = &world->host[h];
		bool left = !first && h < world->hosts && chance(world, 0.3);

		if (h >= world->hosts) {
			*host = (struct fake_host){.pace = real(world, 0.1, 4), .left = false};
			host->fails = chance(world, 0.3) ? real(world, 0, 0.5) : 0.01;
			host->lies = chance(world, 0.05) ? 0.3 : 0;
			host->repacks = chance(world, 0.3) ? 0.5 : 0;
			host->dies = chance(world, 0.4) ? real(world, 0, 0.05) : 0.001;
			host->opens_badly = chance(world, 0.3) ? real(world, 0, 1) : 0.02;
			host->final = chance(world, 0.2) ? 0.5 : 0;
			host->keeps = chance(world, 0.8);
			TELL(world, schedule_keeps(world->schedule, h, host->keeps, &fault));
		}
		host->left = left;
		if (!left) {
			host->wanted = 1 + below(world, SLOTS);
			host->slots = host->wanted > host->slots ? host->wanted : host->slots;
			TELL(world, schedule_host(world->schedule, h, host->wanted, h, world->now,
				&fault));
		} else {
			TELL(world, schedule_host_left(world->schedule, h, world->now, &fault));
		}
		if (h >= world->hosts)
			world->hosts = h + 1;
		obey(world);
	}
}

/* A host has the task's result from an earlier run. */
static bool keep_from_before(struct world *world, uint32_t task, struct schedule_task *list)
{
	struct work_item *item = &world->task[task];
	const struct { uint32_t task; int content; } what = {task, 0};

	item->kept = list->kept = true;
	item->by = list->at = below(world, world->hosts);
	item->bytes = list->bytes = 50;
	list->result = sha256_of(&what, sizeof what);
	return true;
}

static void begin(struct world *world)
{
	struct schedule_task list[TASKS];
	uint32_t t;
	size_t o;

	world->tasks = 1 + below(world, TASKS);
	world->done = world->durations = 0;
	world->longest = 0;
	world->gathers = chance(world, 0.6);
	for (t = 0; t < world->hosts; t++)
		world->host[t].away = world->host[t].combines = world->host[t].due = false;
	world->popular = chance(world, 0.5);
	for (t = 0; t < world->tasks; t++) {
		struct work_item *item = &world->task[t];

		*item = (struct work_item){.only = ORDER_NONE, .failed_at = ORDER_NONE,
			.by = ORDER_NONE};
		item->objects = below(world, NEEDS + 1);
		for (o = 0; o < item->objects; o++) /* each once */
			item->object[o] = (uint32_t)o * (OBJECTS / NEEDS)
				+ (o == 0 && world->popular ? 0 : below(world, OBJECTS / NEEDS));
		if (chance(world, 0.03))
			item->only = below(world, world->hosts);
		item->done = chance(world, 0.1);
		if (item->done)
			world->done++;
		list[t] = (struct schedule_task){{item->only, item->object, item->objects},
			.done = item->done};
		if (item->done || (item->only == ORDER_NONE && world->gathers && chance(world, 0.1)
			&& keep_from_before(world, t, &list[t])))
			world->duration[world->durations++] = 0;
	}
	world->phase = true;
	world->idle_since = world->now;
	for (t = 0; t < HOSTS; t++)
		world->awaited[t] = world->now;
	TELL(world, schedule_begin(world->schedule, list, world->tasks, world->gathers,
		world->now, &fault));
	obey(world);
}

static void end(struct world *world)
{
	uint32_t h, s;
	size_t i;

	world->phase = false;
	TELL(world, schedule_end(world->schedule, &fault));
	obey(world);
	for (h = 0; h < world->hosts; h++)
		for (s = 0; s < world->host[h].slots; s++)
			for (i = 0; i < world->host[h].place[s].hands; i++)
				world->host[h].place[s].hand[i].task = ORDER_NONE,
				world->host[h].place[s].hand[i].members = 0;
}

static void step(struct world *world, bool wild)
{
	bool slept = wild && chance(world, 0.003);
	uint32_t h, s;

	world->calm = !wild;
	world->now += slept ? 100 : wild && chance(world, 0.02) ? real(world, 1, 10)
		: real(world, 0.05, wild ? 0.8 : 2);
	if (wild && chance(world, 0.01))
		list_hosts(world, false);
	for (h = 0; h < world->hosts && !world->broken; h++)
		for (s = 0; s < world->host[h].slots && !world->broken; s++)
			move_slot(world, h, s);
	LAW(world, schedule_done(world->schedule) == world->done);
	if (!world->stopped && !world->broken)
		tick(world, slept);
}

/* One to three phases with failures at first; once these stop, the phase must end. */
static uint64_t history(uint64_t seed, bool *broken, enum order_reason *why)
{
	struct world world = {.seed = seed, .random = seed * 0x2545f4914f6cdd1d};
	uint32_t phases = 1 + below(&world, 3);
	size_t steps;

	world.rules.timeout = chance(&world, 0.4) ? real(&world, 2, 30) : 0;
	world.rules.patience = real(&world, 5, 90);
	world.rules.group_tasks = chance(&world, 0.5) ? 1 + below(&world, 8) : 0;
	world.rules.group_bytes = chance(&world, 0.3) ? 50 + below(&world, 500) : 0;
	world.schedule = schedule_new(&world.rules, world.now, &fault);
	list_hosts(&world, true);
	for (; phases && !world.stopped && !world.broken; phases--) {
		begin(&world);
		for (steps = 0; world.done < world.tasks && !world.stopped && !world.broken; steps++) {
			step(&world, steps < STEPS_WILD);
			LAW(&world, steps < STEPS_MOST);
		}
		LAW(&world, world.stopped || world.done == world.tasks);
		end(&world);
	}
	schedule_free(world.schedule);
	*broken = world.broken;
	*why = world.stopped ? world.why : REASON_NONE;
	return world.orders;
}

/* Over all histories each kind of event and of end must have happened often enough. */
static void histories_obey_the_rules(void)
{
	size_t ends[REASON_PATIENCE + 1] = {0};
	uint64_t i, orders;
	clock_t began = clock();
	unsigned failures = 0;

	for (i = 0; i < histories && failures < 10; i++) {
		enum order_reason why;
		bool broken;

		orders = history(first_seed + i, &broken, &why);
		failures += broken;
		ends[why]++;
		/* the same events give the same orders */
		if (i % 8 == 0 && !broken && history(first_seed + i, &broken, &why) != orders) {
			printf("# seed %llu: other orders when repeated\n",
				(unsigned long long)(first_seed + i));
			failures++;
		}
	}
	CHECK(failures == 0);
	printf("# %llu histories in %.1f s: %zu succeeded, %zu ended by a task, %zu by two results, "
		"%zu without a host, %zu by patience\n", (unsigned long long)i,
		(double)(clock() - began) / CLOCKS_PER_SEC, ends[REASON_NONE], ends[REASON_TASK],
		ends[REASON_DIFFERS], ends[REASON_NO_HOST], ends[REASON_PATIENCE]);
	printf("# %zu attempts, %zu of them second ones; %zu cancelled, %zu timed out; %zu "
		"compared, %zu retried; slots: %zu idle, %zu set aside, %zu abandoned\n",
		met.given, met.again, met.cancelled, met.timed_out, met.compared, met.retried,
		met.idle, met.aside, met.abandoned);
	printf("# %zu kept and %zu times combined, %zu before the end; %zu failed, %zu lost, %zu "
		"given up, %zu compared\n", met.kept, met.combined, met.early, met.ungrouped,
		met.lost, met.given_up, met.unlike);
	if (histories < HISTORIES)
		return;
	CHECK(met.kept > 1000 && met.combined > 1000 && met.early > 100 && met.ungrouped > 100
		&& met.lost > 100 && met.given_up > 100 && met.unlike > 10);
	CHECK(met.again > 1000 && met.timed_out > 1000 && met.compared > 100
		&& met.retried > 1000 && met.idle > 100 && met.aside > 100 && met.abandoned > 100);
	CHECK(ends[REASON_NONE] > 1000 && ends[REASON_TASK] > 100 && ends[REASON_DIFFERS] > 10
		&& ends[REASON_NO_HOST] > 10 && ends[REASON_PATIENCE] > 10);
}

static void a_heap_sorts(void)
{
	struct world world = {.random = 7};
	struct heap heap = {0};
	double last = -1;
	int i;

	for (i = 0; i < 1000; i++)
		CHECK(heap_push(&heap, below(&world, 100), (uint64_t)i, &fault) == 0);
	for (; heap.count; last = heap.entry[0].key, heap_pop(&heap))
		CHECK(heap.entry[0].key >= last);
	heap_release(&heap);
}

static void a_median_is_in_the_middle(void)
{
	struct world world = {.random = 9};
	struct median middle = {0};

	CHECK(median_get(&middle) <= 0);
	for (world.durations = 0; world.durations < TASKS;) {
		world.duration[world.durations] = below(&world, 10);
		CHECK(median_add(&middle, world.duration[world.durations++], &fault) == 0);
		CHECK(median_get(&middle) <= median(&world)
			&& median_get(&middle) >= median(&world));
	}
	median_release(&middle);
}

/* Many hosts and tasks: what an order costs. */
enum { MANY_HOSTS = 1000, MANY_TASKS = 100000, MANY_SLOTS = 2 };

static size_t obey_many(struct schedule *schedule, struct heap *ends, uint64_t *given,
	double now)
{
	struct order order;
	size_t orders = 0;

	for (; schedule_order(schedule, &order); orders++) {
		uint64_t at = (uint64_t)order.host * MANY_SLOTS + order.slot;

		if (order.kind == ORDER_OPEN)
			CHECK(schedule_ready(schedule, order.host, order.slot, now, &fault) == 0);
		if (order.kind != ORDER_GIVE)
			continue;
		given[order.attempt] = at << 32 | order.task;
		/* its own object, and the one that all tasks need */
		CHECK(schedule_object(schedule, order.host, order.task, true, &fault) == 0);
		CHECK(schedule_object(schedule, order.host, MANY_TASKS, true, &fault) == 0);
		CHECK(heap_push(ends, now + 1 + 1e-4 * (double)(order.task % 997), order.attempt,
			&fault) == 0);
	}
	return orders;
}

static void a_thousand_hosts_cost_little(void)
{
	const struct schedule_rules rules = {.timeout = 60, .patience = 60};
	struct schedule *schedule = schedule_new(&rules, 0, &fault);
	struct schedule_task *task = calloc(MANY_TASKS, sizeof *task);
	uint32_t (*object)[2] = calloc(MANY_TASKS, sizeof *object), i;
	uint64_t *given = calloc(2 * MANY_TASKS + 1, sizeof *given);
	struct heap ends = {0};
	clock_t began = clock();
	size_t orders = 0;
	int pass;

	for (i = 0; i < MANY_HOSTS; i++)
		CHECK(schedule_host(schedule, i, MANY_SLOTS, i, 0, &fault) == 0);
	for (i = 0; i < MANY_TASKS; i++) {
		object[i][0] = i;
		object[i][1] = MANY_TASKS;
		task[i] = (struct schedule_task){.needs = {ORDER_NONE, object[i], 2}};
	}
	/* in the second pass the hosts have the objects */
	for (pass = 0; pass < 2; pass++) {
		double now = 1000 * pass;

		CHECK(schedule_begin(schedule, task, MANY_TASKS, false, now, &fault) == 0);
		CHECK(schedule_tick(schedule, now, false, &fault) == 0);
		orders += obey_many(schedule, &ends, given, now);
		CHECK(schedule_tick(schedule, now, false, &fault) == 0);
		orders += obey_many(schedule, &ends, given, now);
		while (ends.count) {
			uint64_t id = ends.entry[0].value, at = given[id] >> 32;
			const struct sha256 digest = {{0}};

			now = ends.entry[0].key;
			heap_pop(&ends);
			CHECK(schedule_result(schedule, (uint32_t)(at / MANY_SLOTS),
				(uint32_t)(at % MANY_SLOTS), id, &digest, now, &fault) == 0);
			CHECK(schedule_tick(schedule, now, false, &fault) == 0);
			orders += obey_many(schedule, &ends, given, now);
		}
		CHECK(schedule_done(schedule) == MANY_TASKS);
	}
	printf("# %d hosts, %d tasks, twice: %zu orders in %.2f s of processor\n", MANY_HOSTS,
		MANY_TASKS, orders, (double)(clock() - began) / CLOCKS_PER_SEC);
	CHECK((double)(clock() - began) / CLOCKS_PER_SEC < 60);
	schedule_free(schedule);
	heap_release(&ends);
	free(task);
	free(object);
	free(given);
}

/* The orders of a tick: the last that gives a task, and the last of each other kind. */
static struct order audit_tick(struct schedule *schedule, double now, struct order *given)
{
	struct order order, last = {.kind = ORDER_OPEN};

	CHECK(schedule_tick(schedule, now, false, &fault) == 0);
	given->task = ORDER_NONE;
	while (schedule_order(schedule, &order)) {
		if (order.kind == ORDER_OPEN)
			CHECK(schedule_ready(schedule, order.host, order.slot, now, &fault) == 0);
		if (order.kind == ORDER_GIVE)
			*given = order;
		else
			last = order;
	}
	return last;
}

/* hosts: 1 or 2; same: do both give the same result?  Returns the last order. */
static struct order audit(uint32_t hosts, bool same)
{
	const struct schedule_rules rules = {.patience = 60};
	struct schedule *schedule = schedule_new(&rules, 0, &fault);
	const struct schedule_task task = {.needs = {ORDER_NONE, NULL, 0}, .audit = true};
	const struct sha256 digest[2] = {{{1}}, {{2}}};
	struct order first, second, last = {.kind = ORDER_OPEN};
	uint32_t h;

	for (h = 0; h < hosts; h++)
		CHECK(schedule_host(schedule, h, 1, h, 0, &fault) == 0);
	CHECK(schedule_begin(schedule, &task, 1, false, 0, &fault) == 0);
	(void)audit_tick(schedule, 0, &first);
	(void)audit_tick(schedule, 1, &first);
	CHECK(first.task == 0 && !first.again);
	CHECK(schedule_result(schedule, first.host, first.slot, first.attempt, &digest[0], 2, &fault)
		== 0);
	CHECK(schedule_done(schedule) == 1 && schedule_audits(schedule) == 1);
	(void)audit_tick(schedule, 3, &second);
	if (hosts == 2) {
		CHECK(second.task == 0 && second.host != first.host);
		CHECK(schedule_audits(schedule) == 1);
		CHECK(schedule_result(schedule, second.host, second.slot, second.attempt,
			&digest[!same], 4, &fault) == 0);
		last = audit_tick(schedule, 5, &first);
		if (last.kind == ORDER_COMPARE)
			CHECK(schedule_compared(schedule, second.host, second.slot,
				second.attempt, false, 6, &fault) == 0
				&& schedule_order(schedule, &last));
	}
	schedule_free(schedule);
	return last;
}

static void audits_are_done_elsewhere(void)
{
	struct order last = audit(2, true);

	CHECK(last.kind == ORDER_DROP);
	last = audit(2, false);
	CHECK(last.kind == ORDER_STOP && last.reason == REASON_DIFFERS && last.other != last.host);
	last = audit(1, true);
	CHECK(last.kind == ORDER_OPEN);
}

/* Other tasks still wait: at the end the audit would be all that is left to run. */
static void audits_go_before_waiting_tasks(void)
{
	enum { MANY = 8 };
	const struct schedule_rules rules = {.patience = 60};
	struct schedule *schedule = schedule_new(&rules, 0, &fault);
	struct schedule_task task[MANY] = {{.needs = {ORDER_NONE, NULL, 0}}};
	const struct sha256 digest = {{1}};
	uint64_t first[2] = {0, 0};
	uint32_t h, done_by = 0;
	struct order order, last = {.task = ORDER_NONE};
	size_t i;

	for (i = 0; i < MANY; i++)
		task[i] = (struct schedule_task){.needs = {ORDER_NONE, NULL, 0},
			.audit = i == 0};
	for (h = 0; h < 2; h++)
		CHECK(schedule_host(schedule, h, 1, h, 0, &fault) == 0);
	CHECK(schedule_begin(schedule, task, MANY, false, 0, &fault) == 0);
	for (i = 0; i < 2; i++) {
		CHECK(schedule_tick(schedule, (double)i, false, &fault) == 0);
		while (schedule_order(schedule, &order)) {
			if (order.kind == ORDER_OPEN)
				CHECK(schedule_ready(schedule, order.host, 0, (double)i, &fault) == 0);
			if (order.kind == ORDER_GIVE && !first[order.host])
				first[order.host] = order.attempt;
			if (order.kind == ORDER_GIVE && order.task == 0)
				done_by = order.host;
		}
	}
	CHECK(schedule_result(schedule, done_by, 0, first[done_by], &digest, 2, &fault) == 0);
	CHECK(schedule_result(schedule, !done_by, 0, first[!done_by], &digest, 3, &fault) == 0);
	CHECK(schedule_tick(schedule, 4, false, &fault) == 0);
	while (schedule_order(schedule, &order))
		if (order.kind == ORDER_GIVE && order.task == 0)
			last = order;
	CHECK(last.task == 0 && last.host != done_by);
	CHECK(schedule_done(schedule) == 2);
	schedule_free(schedule);
}

/* Ticks every second until an order of that kind comes; its time. */
static double wait_for(struct schedule *schedule, enum order_kind kind, double now,
	struct order *found)
{
	double end = now + 200000;

	for (; now < end; now++) {
		CHECK(schedule_tick(schedule, now, false, &fault) == 0);
		while (schedule_order(schedule, found)) {
			if (found->kind == kind)
				return now;
			if (found->kind == ORDER_OPEN)
				CHECK(schedule_ready(schedule, found->host, found->slot, now, &fault) == 0);
		}
	}
	return end;
}

enum { TWO_TASKS = 2, WATCHED = 6 /* seconds until a watch finds what is due */ };

/* One host of one slot, which is given the first of two tasks at second 0 or 1. */
static struct schedule *one_host(struct order *given)
{
	static const struct schedule_rules rules = {.patience = 60};
	static const struct schedule_task task[TWO_TASKS] = {{.needs = {ORDER_NONE, NULL, 0}},
		{.needs = {ORDER_NONE, NULL, 0}}};
	struct schedule *schedule = schedule_new(&rules, 0, &fault);

	CHECK(schedule_host(schedule, 0, 1, 0, 0, &fault) == 0);
	CHECK(schedule_begin(schedule, task, TWO_TASKS, false, 0, &fault) == 0);
	CHECK(wait_for(schedule, ORDER_GIVE, 0, given) <= 1);
	return schedule;
}

static void a_slot_that_starts_nothing_has_a_minute(void)
{
	struct order given, shut;
	struct schedule *schedule = one_host(&given);
	double at;

	CHECK(schedule_sent(schedule, 0, 0, given.attempt, 10, &fault) == 0);
	at = wait_for(schedule, ORDER_SHUT, 10, &shut);
	CHECK(at >= 70 && at <= 70 + WATCHED);
	CHECK(shut.reason == REASON_IDLE);
	schedule_free(schedule);
}

/* Its slot comes up again and again and never starts its task: patience ends. */
static void a_host_that_never_starts_is_given_up(void)
{
	struct order order;
	struct schedule *schedule = one_host(&order);
	double now;

	CHECK(schedule_sent(schedule, 0, 0, order.attempt, 9, &fault) == 0);
	for (now = 10; now < 1000 && order.kind != ORDER_STOP; now++) {
		CHECK(schedule_tick(schedule, now, false, &fault) == 0);
		while (order.kind != ORDER_STOP && schedule_order(schedule, &order)) {
			if (order.kind == ORDER_OPEN)
				CHECK(schedule_ready(schedule, 0, 0, now, &fault) == 0);
			if (order.kind == ORDER_GIVE)
				CHECK(schedule_sent(schedule, 0, 0, order.attempt, now, &fault) == 0);
			if (order.kind == ORDER_SHUT)
				CHECK(schedule_ended(schedule, 0, 0, false, now, &fault) == 0);
		}
	}
	CHECK(order.kind == ORDER_STOP && order.reason == REASON_PATIENCE);
	CHECK(now < 400);
	schedule_free(schedule);
}

static void a_cancelled_task_has_a_minute_to_end(void)
{
	struct order given, shut;
	struct schedule *schedule = one_host(&given);
	double at;

	CHECK(schedule_sent(schedule, 0, 0, given.attempt, 10, &fault) == 0);
	CHECK(schedule_started(schedule, 0, 0, given.attempt, 10, &fault) == 0);
	CHECK(schedule_tick(schedule, 20, false, &fault) == 0);
	CHECK(schedule_end(schedule, &fault) == 0);
	at = wait_for(schedule, ORDER_SHUT, 20, &shut);
	CHECK(at >= 80 && at <= 80 + WATCHED);
	schedule_free(schedule);
}

/* A day, or twenty times what the longest task of the phase took. */
static void a_task_is_bounded_without_timeout(void)
{
	const double day = 86400, took = 10;
	const struct sha256 digest = {{1}};
	struct order given, next;
	struct schedule *schedule = one_host(&given);
	double at;

	CHECK(schedule_started(schedule, 0, 0, given.attempt, 10, &fault) == 0);
	at = wait_for(schedule, ORDER_CANCEL, 10, &next);
	CHECK(at >= 10 + day && at <= 10 + day + WATCHED);
	schedule_free(schedule);

	schedule = one_host(&given);
	CHECK(schedule_started(schedule, 0, 0, given.attempt, 1, &fault) == 0);
	CHECK(schedule_result(schedule, 0, 0, given.attempt, &digest, took, &fault) == 0);
	CHECK(wait_for(schedule, ORDER_GIVE, took, &given) <= took + 1);
	CHECK(schedule_started(schedule, 0, 0, given.attempt, 20, &fault) == 0);
	at = wait_for(schedule, ORDER_CANCEL, 20, &next);
	CHECK(at >= 20 + 20 * (took - 1) && at <= 20 + 20 * took + WATCHED);
	schedule_free(schedule);
}

/* What is told of an attempt that the slot does not have any more, or of a slot that is not
 * where the caller thinks, gives no order and changes nothing. */
static void what_comes_late_changes_nothing(void)
{
	const struct sha256 digest = {{1}};
	struct order given, order;
	struct schedule *schedule = one_host(&given);
	const uint64_t gone = given.attempt + 100;

	while (schedule_order(schedule, &order))
		CHECK(order.kind != ORDER_STOP);
	CHECK(schedule_ready(schedule, 0, 0, 2, &fault) == 0);
	CHECK(schedule_ended(schedule, 0, 0, true, 2, &fault) == 0);
	CHECK(schedule_sent(schedule, 0, 0, gone, 2, &fault) == 0);
	CHECK(schedule_started(schedule, 0, 0, gone, 2, &fault) == 0);
	CHECK(schedule_result(schedule, 0, 0, gone, &digest, 2, &fault) == 0);
	CHECK(schedule_kept(schedule, 0, 0, gone, &digest, 9, 2, &fault) == 0);
	CHECK(schedule_lost(schedule, 0, 0, gone, 0, 2, &fault) == 0);
	CHECK(schedule_failed(schedule, 0, 0, gone, FAILURE_FATAL, 2, &fault) == 0);
	CHECK(schedule_compared(schedule, 0, 0, gone, false, 2, &fault) == 0);
	CHECK(!schedule_order(schedule, &order) && schedule_done(schedule) == 0);
	CHECK(!schedule_task_over(schedule, given.task));
	/* the attempt at hand still counts */
	CHECK(schedule_started(schedule, 0, 0, given.attempt, 3, &fault) == 0);
	CHECK(schedule_bound(schedule) >= 86400);
	CHECK(schedule_result(schedule, 0, 0, given.attempt, &digest, 4, &fault) == 0);
	CHECK(schedule_done(schedule) == 1 && schedule_task_over(schedule, given.task));
	schedule_free(schedule);
	/* the first reason to stop is the one, and nothing follows it */
	schedule = one_host(&given);
	CHECK(schedule_started(schedule, 0, 0, given.attempt, 1, &fault) == 0);
	CHECK(schedule_failed(schedule, 0, 0, given.attempt, FAILURE_FATAL, 2, &fault) == 0);
	CHECK(wait_for(schedule, ORDER_STOP, 2, &order) == 2);
	while (schedule_order(schedule, &order))
		CHECK(order.kind == ORDER_DROP);
	CHECK(schedule_tick(schedule, 100000, false, &fault) == 0);
	CHECK(!schedule_order(schedule, &order));
	schedule_free(schedule);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		first_seed = strtoull(argv[1], NULL, 10);
		histories = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
		RUN(histories_obey_the_rules);
		return unit_end();
	}
	RUN(a_heap_sorts);
	RUN(audits_are_done_elsewhere);
	RUN(audits_go_before_waiting_tasks);
	RUN(a_median_is_in_the_middle);
	RUN(a_task_is_bounded_without_timeout);
	RUN(histories_obey_the_rules);
	RUN(a_thousand_hosts_cost_little);
	RUN(a_cancelled_task_has_a_minute_to_end);
	RUN(a_host_that_never_starts_is_given_up);
	RUN(a_slot_that_starts_nothing_has_a_minute);
	RUN(what_comes_late_changes_nothing);
	return unit_end();
}
