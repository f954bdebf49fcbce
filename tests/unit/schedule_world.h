/* schedule_world - advances the model: carries out the schedule's orders, each checked
 * against the rules; attempts run, succeed or fail, and slots die. */
#ifndef TESTS_UNIT_SCHEDULE_WORLD_H
#define TESTS_UNIT_SCHEDULE_WORLD_H

#include "schedule_rules.h"

static struct load *find(struct place *place, uint64_t id)
{
	size_t i;

	for (i = 0; i < place->hands; i++)
		if (place->hand[i].id == id)
			return &place->hand[i];
	return NULL;
}

static struct fake_host *host_of(struct world *world, const struct place *place)
{
	uint32_t h = 0;

	while (place < world->host[h].place || place >= world->host[h].place + SLOTS)
		h++;
	return &world->host[h];
}

static void let_go(struct world *world, struct place *place, struct load *load)
{
	size_t i = (size_t)(load - place->hand), m;

	/* what it should have combined is kept as before */
	for (m = 0; m < load->members; m++)
		world->task[load->member[m]].grouped = false;
	if (load->members)
		host_of(world, place)->combines = false;
	if (load->task != ORDER_NONE)
		world->task[load->task].attempts--;
	place->hands--;
	for (; i < place->hands; i++)
		place->hand[i] = place->hand[i + 1];
	place->quiet = world->now;
}

static void lose(struct world *world, uint32_t host, uint32_t slot)
{
	struct place *place = &world->host[host].place[slot];

	while (place->hands)
		let_go(world, place, place->hand);
	place->state = ROSTER_ENDS;
	place->when = world->now + real(world, 0, 1);
}

/* A slot that ends may lose objects that were being sent to it. */
static void forget(struct world *world, uint32_t host)
{
	uint32_t o;

	for (o = 0; o < OBJECTS; o++)
		if (world->host[host].has[o] && chance(world, 0.1)) {
			world->host[host].has[o] = false;
			TELL(world, schedule_object(world->schedule, host, o, false, &fault));
		}
}

static void on_open(struct world *world, const struct order *order, struct place *place)
{
	uint32_t s;
	size_t opening = 0;

	LAW(world, place->state == ROSTER_DOWN && !place->final);
	LAW(world, is_listed(world, order->host, order->slot) && world->now >= place->retry_at);
	place->state = ROSTER_OPENS;
	place->leaving = false;
	place->when = world->now + real(world, 0.01, world->calm ? 0.2 : 3);
	for (s = 0; s < world->host[order->host].slots; s++)
		opening += world->host[order->host].place[s].state == ROSTER_OPENS;
	LAW(world, opening <= ROSTER_OPENING);
}

static void on_shut(struct world *world, const struct order *order, struct place *place)
{
	LAW(world, place->state == ROSTER_UP || place->state == ROSTER_OPENS);
	LAW(world, order->reason == REASON_LEFT ? !is_listed(world, order->host, order->slot)
		: order->reason == REASON_IDLE && is_idle(world, place));
	place->leaving = order->reason == REASON_LEFT;
	met.idle += order->reason == REASON_IDLE;
	lose(world, order->host, order->slot);
}

static void on_wait(struct world *world, const struct order *order, struct place *place)
{
	double seconds = place->failures >= 3 ? 60 : place->failures == 2 ? 2 : 1;

	LAW(world, place->state == ROSTER_DOWN && !place->leaving);
	LAW(world, (order->kind == ORDER_ABANDON) == place->final);
	met.abandoned += place->final;
	met.aside += order->aside;
	if (order->kind == ORDER_ABANDON)
		return;
	LAW(world, order->at >= world->now + 0.75 * seconds
		&& order->at <= world->now + 1.25 * seconds);
	LAW(world, order->aside == (place->failures >= 3));
	place->retry_at = order->at;
}

/* Results that a lost host keeps are computed again. */
static void give_up_kept(struct world *world, uint32_t h)
{
	struct fake_host *host = &world->host[h];
	bool up = is_up(world, h, ROSTER_UP), opens = is_up(world, h, ROSTER_OPENS);
	uint32_t t;

	if (!host->away || world->slept)
		host->since = world->now;
	host->away = !up;
	for (t = 0; t < world->tasks && !up; t++) {
		struct work_item *item = &world->task[t];

		if (!item->kept || item->grouped || item->by != h || (!host->left
			&& host_may_come(world, h) && world->now - host->since < (opens ? 30 : 5)))
			continue;
		item->kept = false;
		met.given_up++;
	}
}

/* Once a tick, before tasks are given: which results are given up, and which hosts
 * combine theirs. */
static void account_for_kept(struct world *world)
{
	uint32_t h;

	for (h = 0; h < world->hosts && !world->accounted; h++)
		give_up_kept(world, h);
	for (h = 0; h < world->hosts && !world->accounted; h++)
		world->host[h].due = is_due(world, h) && fewest_hands(world, h) < ROSTER_IN_HAND;
	world->accounted = true;
}

static void on_give(struct world *world, const struct order *order, struct place *place)
{
	struct work_item *item = &world->task[order->task];
	size_t at = (size_t)order->slot * HOSTS + order->host;

	account_for_kept(world);
	LAW(world, world->ticking && place->state == ROSTER_UP);
	LAW(world, is_listed(world, order->host, order->slot));
	LAW(world, place->hands < ROSTER_IN_HAND && !item->done && !item->kept);
	LAW(world, order->keep == will_keep(world, order->task, order->host));
	LAW(world, at >= world->last_given); /* the first slot of each host before any second */
	LAW(world, order->again == (item->attempts > 0));
	if (order->again) {
		LAW(world, place->hands == 0 && any_late(world, order->host, order->task));
		LAW(world, best(world, order->host) == ORDER_NONE);
	} else {
		LAW(world, best(world, order->host) == order->task);
		LAW(world, place->hands == 0 || waiting(world) > slots_up(world));
	}
	met.given++;
	met.again += order->again;
	world->last_given = at;
	item->attempts++;
	place->hand[place->hands++] = (struct load){.id = order->attempt, .task = order->task,
		.keep = order->keep, .asked = world->now};
}

static void on_combine(struct world *world, const struct order *order, struct place *place)
{
	struct fake_host *host = &world->host[order->host];
	struct load *load = &place->hand[place->hands];
	size_t count, most = world->rules.group_tasks, i;
	const uint32_t *task = schedule_group(world->schedule, order->group, &count);
	uint64_t bytes;
	size_t kept = (account_for_kept(world), kept_at(world, order->host, &bytes));

	LAW(world, world->ticking && place->state == ROSTER_UP && place->hands < ROSTER_IN_HAND);
	LAW(world, place->hands == fewest_hands(world, order->host));
	LAW(world, host->due && order->task == ORDER_NONE && !order->keep);
	LAW(world, count && count == (most && kept > most ? most : kept));
	met.early += waiting(world) > 0;
	met.combined++;
	host->combines = true;
	host->due = false;
	*load = (struct load){.id = order->attempt, .task = ORDER_NONE, .members = count,
		.asked = world->now};
	for (i = 0; i < count && i < TASKS; i++) {
		struct work_item *item = &world->task[task[i]];

		LAW(world, item->kept && !item->done && !item->grouped && item->by == order->host);
		item->grouped = true;
		load->member[i] = task[i];
	}
	place->hands++;
}

static void on_cancel(struct world *world, struct load *load)
{
	bool lost = load->task == ORDER_NONE ? load->members == 0
		: world->task[load->task].done || world->task[load->task].kept;
	bool late = load->started && world->now >= load->began + bound_of(world);

	LAW(world, !load->cancelled && (lost || late || !world->phase));
	load->cancelled = true;
	load->ordered_off = world->now;
	load->timed_out = !lost && world->phase;
	met.cancelled++;
	met.timed_out += load->timed_out;
	load->ends = world->now + real(world, 0, 1);
}

static void on_accept(struct world *world, const struct order *order, struct place *place,
	struct load *load)
{
	bool keeps = order->kind == ORDER_KEEP;
	struct work_item *item;
	size_t i;

	LAW(world, world->reported == load->id && world->may_accept);
	LAW(world, load->members ? order->group != ORDER_NONE : order->group == ORDER_NONE);
	place->failures = 0;
	for (i = 0; i < load->members; i++) {
		item = &world->task[load->member[i]];
		LAW(world, item->kept && !item->done && item->grouped);
		item->kept = false;
		item->done = true;
		world->done++;
	}
	if (load->members) {
		let_go(world, place, load);
		return;
	}
	item = &world->task[order->task];
	LAW(world, !item->done && !item->kept && keeps == load->keep);
	item->done = !keeps;
	item->kept = keeps;
	item->bytes = load->id % 100;
	item->by = order->host;
	item->content = world->content;
	if (keeps)
		world->host[order->host].away = false;
	met.kept += keeps;
	world->done += !keeps;
	LAW(world, world->durations < DURATIONS);
	world->duration[world->durations++] = world->now - load->asked;
	if (world->now - load->asked > world->longest)
		world->longest = world->now - load->asked;
	let_go(world, place, load);
}

static void on_compare(struct world *world, const struct order *order, struct load *load)
{
	const struct work_item *item = &world->task[order->task];

	LAW(world, world->reported == load->id && (item->done || item->kept)
		&& order->other == item->by);
	LAW(world, item->content != world->content);
	met.compared++;
	met.unlike += item->kept || order->keep;
	TELL(world, schedule_compared(world->schedule, order->host, order->slot, load->id,
		item->content % 2 == world->content % 2, world->now, &fault));
}

static void on_stop(struct world *world, const struct order *order)
{
	const struct work_item *item = order->task == ORDER_NONE ? NULL
		: &world->task[order->task];

	LAW(world, !world->stopped);
	world->stopped = true;
	world->why = order->reason;
	switch (order->reason) {
	case REASON_TASK:
		LAW(world, world->may_stop && world->reported == order->attempt);
		LAW(world, order->twice == (item->failed_at != ORDER_NONE
			&& item->failed_at != order->host));
		break;
	case REASON_DIFFERS:
		LAW(world, (item->done || item->kept) && item->by == order->other);
		LAW(world, item->content % 2 != world->content % 2);
		break;
	case REASON_NO_HOST:
		LAW(world, order->host == ORDER_NONE ? !any_works(world) && !any_may_come(world)
			: is_awaited(world, order->host) && !host_works(world, order->host)
			&& !host_may_come(world, order->host));
		break;
	case REASON_PATIENCE:
		LAW(world, order->host == ORDER_NONE ? !any_works(world) && any_may_come(world)
			&& world->now - world->idle_since >= world->rules.patience
			: is_awaited(world, order->host) && !host_works(world, order->host)
			&& world->now - world->awaited[order->host] >= world->rules.patience);
		break;
	default:
		LAW(world, !"a stop without a reason");
	}
}

static void on_attempt(struct world *world, const struct order *order, struct place *place)
{
	struct load *load = find(place, order->attempt);

	LAW(world, load != NULL);
	if (!load)
		return;
	switch (order->kind) {
	case ORDER_CANCEL:
		on_cancel(world, load);
		break;
	case ORDER_ACCEPT:
	case ORDER_KEEP:
		on_accept(world, order, place, load);
		break;
	case ORDER_COMPARE:
		on_compare(world, order, load);
		break;
	case ORDER_RETRY:
		LAW(world, world->may_retry && world->reported == load->id);
		met.retried++;
		break;
	case ORDER_DROP:
		LAW(world, world->reported == load->id);
		let_go(world, place, load);
		break;
	default:
		LAW(world, !"no order");
	}
}

static void obey(struct world *world)
{
	struct order order;

	while (schedule_order(world->schedule, &order)) {
		struct place *place = order.slot == ORDER_NONE ? NULL
			: &world->host[order.host].place[order.slot];
		uint64_t facts[8] = {world->orders, order.kind, order.reason, order.host,
			order.slot, order.task * (uint64_t)2 + order.keep, order.attempt,
			(uint64_t)(1e6 * order.at)};

		world->orders = digest_short(facts, sizeof facts, 0);
		switch (order.kind) {
		case ORDER_OPEN:
			on_open(world, &order, place);
			break;
		case ORDER_SHUT:
			on_shut(world, &order, place);
			break;
		case ORDER_WAIT:
		case ORDER_ABANDON:
			on_wait(world, &order, place);
			break;
		case ORDER_GIVE:
			on_give(world, &order, place);
			break;
		case ORDER_COMBINE:
			on_combine(world, &order, place);
			break;
		case ORDER_STOP:
			on_stop(world, &order);
			break;
		default:
			on_attempt(world, &order, place);
		}
		if (world->broken)
			return;
	}
}

static bool must_cancel(const struct world *world, const struct load *load)
{
	return (load->task == ORDER_NONE ? load->members == 0
			: world->task[load->task].done || world->task[load->task].kept)
		|| (world->rules.timeout > 0 && load->started
		&& world->now >= load->began + world->rules.timeout);
}

/* After a tick nothing is left that could be done. */
static void nothing_stalls(struct world *world)
{
	size_t up = slots_up(world), left = waiting(world);
	uint32_t h, s;
	size_t i;

	LAW(world, any_works(world) || !world->phase || (any_may_come(world)
		&& world->now - world->idle_since < world->rules.patience));
	for (h = 0; h < world->hosts; h++) {
		size_t opening = 0;
		bool due = false;

		LAW(world, !is_awaited(world, h) || host_works(world, h) || (host_may_come(world, h)
			&& world->now - world->awaited[h] < world->rules.patience));

		for (s = 0; s < world->host[h].slots; s++) {
			const struct place *place = &world->host[h].place[s];

			opening += place->state == ROSTER_OPENS;
			due = due || (place->state == ROSTER_DOWN && is_listed(world, h, s)
				&& !place->final && world->now >= place->retry_at);
			if (place->state != ROSTER_UP)
				continue;
			LAW(world, is_listed(world, h, s));
			if (place->hands == 0)
				LAW(world, best(world, h) == ORDER_NONE
					&& !any_late(world, h, ORDER_NONE));
			else if (place->hands < ROSTER_IN_HAND)
				LAW(world, left <= up || best(world, h) == ORDER_NONE);
			LAW(world, world->rules.timeout <= 0 || !is_idle(world, place));
			for (i = 0; i < place->hands; i++)
				LAW(world, place->hand[i].cancelled
					|| !must_cancel(world, &place->hand[i]));
		}
		LAW(world, !due || opening == ROSTER_OPENING);
		LAW(world, !world->host[h].due);
	}
}

static void tick(struct world *world, bool slept)
{
	uint32_t h;

	if (slept || any_works(world) || !world->phase)
		world->idle_since = world->now;
	for (h = 0; h < world->hosts; h++)
		if (slept || host_works(world, h) || !is_awaited(world, h))
			world->awaited[h] = world->now;
	world->accounted = false;
	world->slept = slept;
	world->ticking = true;
	world->last_given = 0;
	TELL(world, schedule_tick(world->schedule, world->now, slept, &fault));
	obey(world);
	account_for_kept(world);
	world->ticking = false;
	if (!world->stopped && !world->broken)
		nothing_stalls(world);
}

/* An attempt succeeds or fails. */
static void finish(struct world *world, uint32_t host, uint32_t slot, uint64_t id)
{
	struct fake_host *fake = &world->host[host];
	struct load *load = find(&fake->place[slot], id);
	uint32_t task = load->task, member[TASKS];
	size_t members = load->members, m;
	bool settled = task != ORDER_NONE && (world->task[task].done || world->task[task].kept);
	struct sha256 digest;
	struct { uint32_t task; int content; } what = {task, 0};
	enum schedule_failure how;

	world->reported = id;
	world->may_accept = world->may_retry = world->may_stop = false;
	if (load->cancelled ? chance(world, 0.3) : world->calm || !chance(world, fake->fails)) {
		/* 0: right; 1: wrong; 2: right, packed otherwise */
		if (!world->calm)
			what.content = chance(world, fake->lies) ? 1
				: chance(world, fake->repacks) ? 2 : 0;
		world->content = what.content;
		world->may_accept = members || (task != ORDER_NONE && !settled);
		digest = sha256_of(&what, sizeof what);
		TELL(world, load->keep ? schedule_kept(world->schedule, host, slot, id, &digest,
				id % 100, world->now, &fault)
			: schedule_result(world->schedule, host, slot, id, &digest, world->now,
				&fault));
	} else {
		how = (enum schedule_failure)(chance(world, 0.8) ? FAILURE_PASSING
			: chance(world, 0.8) ? FAILURE_LASTING : FAILURE_FATAL);
		if (members) { /* all members are computed again, and not kept */
			world->may_retry = true;
			memcpy(member, load->member, sizeof member);
		}
		if (task != ORDER_NONE && !settled
			&& (!load->cancelled || load->timed_out)) {
			world->may_stop = must_stop(world, task, host, how);
			world->may_retry = !world->may_stop;
		}
		if (load->keep && !settled && task != ORDER_NONE)
			world->task[task].alone = true;
		TELL(world, schedule_failed(world->schedule, host, slot, id, how, world->now,
			&fault));
		obey(world);
		for (m = 0; m < members; m++) {
			world->task[member[m]].kept = false;
			world->task[member[m]].alone = true;
		}
		met.ungrouped += members > 0;
		world->may_retry = world->may_retry && !members;
	}
	obey(world);
	if ((world->may_retry || world->may_stop) && !world->broken) {
		world->task[task].failures++;
		world->task[task].failed_at = host;
		LAW(world, !world->may_stop || world->stopped);
	}
	LAW(world, find(&fake->place[slot], id) == NULL);
	world->reported = 0;
}

/* A host has lost a result that it should combine. */
static void lose_member(struct world *world, uint32_t host, uint32_t slot, struct load *load)
{
	uint32_t task = load->member[below(world, (uint32_t)load->members)];
	size_t i;

	for (i = 0; i < load->members; i++)
		world->task[load->member[i]].grouped = false;
	world->task[task].kept = false;
	world->task[task].alone = true;
	load->members = 0;
	world->host[host].combines = false;
	met.lost++;
	TELL(world, schedule_lost(world->schedule, host, slot, load->id, task, world->now,
		&fault));
	obey(world);
}

static void move_load(struct world *world, uint32_t host, uint32_t slot, size_t i)
{
	struct fake_host *fake = &world->host[host];
	struct load *load = &fake->place[slot].hand[i];
	uint64_t id = load->id;
	size_t o;

	if (load->members && !load->sent && !world->calm && chance(world, 0.05)) {
		lose_member(world, host, slot, load);
	} else if (!load->sent && world->now - load->asked > 0.2) {
		for (o = 0; load->task != ORDER_NONE && o < world->task[load->task].objects; o++) {
			uint32_t object = world->task[load->task].object[o];

			fake->has[object] = true;
			TELL(world, schedule_object(world->schedule, host, object, true, &fault));
		}
		load->sent = true;
		load->sent_at = world->now;
		TELL(world, schedule_sent(world->schedule, host, slot, id, world->now, &fault));
	} else if (load->sent && !load->started && i == 0 && !load->cancelled
		&& (world->calm || !chance(world, 0.2))) {
		load->started = true;
		load->began = world->now;
		load->ends = world->now + fake->pace * real(world, 0.3, 2)
			* (!world->calm && chance(world, 0.05) ? 30 : 1);
		TELL(world, schedule_started(world->schedule, host, slot, id, world->now, &fault));
	} else if ((load->started || load->cancelled) && world->now >= load->ends) {
		finish(world, host, slot, id);
	}
	obey(world);
}

static void move_slot(struct world *world, uint32_t host, uint32_t slot)
{
	struct fake_host *fake = &world->host[host];
	struct place *place = &fake->place[slot];
	bool fails = !world->calm && chance(world, fake->opens_badly);
	size_t i;

	if (place->state == ROSTER_ENDS && world->now >= place->when) {
		forget(world, host);
		place->state = ROSTER_DOWN;
		place->final = place->final || (!world->calm && !place->leaving
			&& chance(world, fake->final));
		place->failures += !place->leaving;
		TELL(world, schedule_ended(world->schedule, host, slot, place->final, world->now,
			&fault));
		obey(world);
		return;
	}
	if (place->state == ROSTER_OPENS && world->now >= place->when && !fails) {
		place->state = ROSTER_UP;
		place->since = place->quiet = world->now;
		TELL(world, schedule_ready(world->schedule, host, slot, world->now, &fault));
	} else if ((place->state == ROSTER_OPENS && world->now >= place->when)
		|| (place->state == ROSTER_UP && !world->calm && chance(world, fake->dies))) {
		TELL(world, schedule_gone(world->schedule, host, slot, world->now, &fault));
		place->leaving = false;
		lose(world, host, slot);
	}
	obey(world);
	for (i = place->hands; i-- && place->state == ROSTER_UP && !world->broken;)
		move_load(world, host, slot, i);
}

#endif
