/* simulate.c - how long a pass of dist-run takes on any number of hosts, by its own schedule.
 *
 *     simulate KEY=VALUE...
 *     simulated seconds of the first pass<TAB>of a later one<TAB>MB to the driver<TAB>MB from it
 *
 * Hosts, links and the driver are numbers; lib/driver/schedule.c decides which task goes
 * where, and what is kept and combined, and when, and turns.c which combined results come to
 * the driver and when it adds up.  Transfers share the driver's link evenly.
 * The keys are the fields of struct terms, and simulate.sh has measured values of them. */
#include "base/sha256.h"
#include "driver/roster.h"
#include "driver/schedule.h"
#include "driver/settings.h"
#include "driver/turns.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEVER 1e30
#define TICK 0.25

/* Measured, in core seconds, bytes, and bytes a second. */
struct terms {
	double hosts, cores, tasks;
	double speed;    /* of a host's core, where those of the driver have 1 */
	double wire;     /* rate of the driver's link, each way */
	double latency;  /* of a message and its answer */
	double compute;  /* core seconds of a pass */
	double start;    /* seconds of a task of no documents: its filter reads the model */
	double up;       /* bytes of the model */
	double shards;   /* bytes of the corpus, in the first pass */
	double down;     /* bytes of a result of all documents */
	double shrink;   /* a share's result is down times the share to that power */
	double join;     /* seconds of an addition, whatever it adds up, */
	double add;      /* and bytes a second */
	double end;      /* seconds that the driver takes between passes */
	double combine;  /* bytes of all results from which hosts combine */
};

enum stage { FREE, TRAVELS, WAITS, RUNS, RETURNS };

struct attempt {
	enum stage stage;
	uint64_t id;
	uint32_t task;       /* ORDER_NONE: it combines members */
	bool keep;
	double members, kept; /* of a group: tasks, and bytes */
	double bytes;        /* left to transfer */
	double end;          /* RUNS: when it ends */
	bool began;          /* the transfer */
};

struct fake_host {
	struct attempt hand[ROSTER_IN_HAND];
	bool model, *shard;
};

struct world {
	struct terms terms;
	struct schedule *schedule;
	struct fault fault;
	struct fake_host *host;
	double now, received, sent;
	size_t sending, returning; /* transfers under way */
	bool merging;
	double merge_end;
	struct turns turns; /* at the driver; merging is a filter there */
	double tasks, merged; /* in all pieces that are there; in those that are added up */
};

static void fail(const char *what)
{
	(void)fprintf(stderr, "simulate: %s\n", what);
	exit(1);
}

static void check(const struct world *world, int failed)
{
	if (failed)
		fail(world->fault.text);
}

static double result_bytes(const struct terms *terms, double tasks)
{
	return terms->down * pow(tasks / terms->tasks, terms->shrink);
}

static double tasks_of(const struct attempt *attempt)
{
	return attempt->task == ORDER_NONE ? attempt->members : 1;
}

static struct attempt *find(struct world *world, const struct order *order)
{
	struct fake_host *host = &world->host[order->host];
	size_t i;

	for (i = 0; i < ROSTER_IN_HAND; i++)
		if (host->hand[i].stage != FREE && host->hand[i].id == order->attempt)
			return &host->hand[i];
	fail("an order for no attempt");
	return NULL;
}

static void end_attempt(struct world *world, struct attempt *attempt)
{
	if (attempt->began && attempt->stage == TRAVELS)
		world->sending--;
	if (attempt->began && attempt->stage == RETURNS)
		world->returning--;
	*attempt = (struct attempt){.stage = FREE};
}

static void take_task(struct world *world, const struct order *order)
{
	struct fake_host *host = &world->host[order->host];
	struct attempt *attempt = host->hand[0].stage == FREE ? &host->hand[0] : &host->hand[1];
	size_t count = 0, i;

	if (attempt->stage != FREE)
		fail("a third task for a host");
	*attempt = (struct attempt){.stage = TRAVELS, .id = order->attempt, .task = order->task,
		.keep = order->keep};
	if (order->kind == ORDER_COMBINE) {
		(void)schedule_group(world->schedule, order->group, &count);
		attempt->members = (double)count;
		attempt->kept = (double)count * result_bytes(&world->terms, 1);
		attempt->bytes = 0;
		return;
	}
	i = order->task;
	attempt->bytes = (host->model ? 0 : world->terms.up)
		+ (host->shard[i] ? 0 : world->terms.shards / world->terms.tasks);
	host->model = host->shard[i] = true;
	check(world, schedule_object(world->schedule, order->host, (uint32_t)i, true, &world->fault));
}

static void pile_up(struct world *world, double tasks)
{
	world->tasks += tasks;
	turns_piece(&world->turns, (uint64_t)result_bytes(&world->terms, tasks));
}

static void obey(struct world *world)
{
	struct order order;

	while (schedule_order(world->schedule, &order))
		switch (order.kind) {
		case ORDER_OPEN:
			check(world, schedule_ready(world->schedule, order.host, order.slot, world->now,
				&world->fault));
			break;
		case ORDER_GIVE:
		case ORDER_COMBINE:
			take_task(world, &order);
			break;
		case ORDER_CANCEL:
			check(world, schedule_failed(world->schedule, order.host, order.slot,
				order.attempt, FAILURE_PASSING, world->now, &world->fault));
			break;
		case ORDER_ACCEPT:
			pile_up(world, tasks_of(find(world, &order)));
			end_attempt(world, find(world, &order));
			break;
		case ORDER_KEEP:
		case ORDER_DROP:
			end_attempt(world, find(world, &order));
			break;
		case ORDER_COMPARE:
			check(world, schedule_compared(world->schedule, order.host, order.slot,
				order.attempt, true, world->now, &world->fault));
			break;
		case ORDER_STOP:
			fail("the schedule stopped");
			break;
		default:
			break;
		}
}

/* A host transfers one thing each way, and runs one filter. */
static void advance_host(struct world *world, uint32_t h)
{
	struct fake_host *host = &world->host[h];
	bool carries = false, runs = false;
	size_t i;

	for (i = 0; i < ROSTER_IN_HAND; i++) {
		carries = carries || (host->hand[i].stage == TRAVELS && host->hand[i].began);
		runs = runs || host->hand[i].stage == RUNS || host->hand[i].stage == RETURNS;
	}
	for (i = 0; i < ROSTER_IN_HAND; i++) {
		struct attempt *attempt = &host->hand[i];
		const struct terms *terms = &world->terms;

		if (attempt->stage == TRAVELS && !carries) {
			attempt->began = carries = true;
			attempt->bytes += terms->latency * terms->wire / (double)(world->sending + 1);
			world->sending++;
		} else if (attempt->stage == WAITS && !runs) {
			attempt->stage = RUNS;
			attempt->began = false;
			attempt->end = world->now + (terms->start + (attempt->task == ORDER_NONE
				? terms->join - terms->start + attempt->kept / terms->add
				: terms->compute / terms->tasks / terms->cores)) / terms->speed;
			runs = true;
			check(world, schedule_started(world->schedule, h, 0, attempt->id, world->now,
				&world->fault));
			obey(world);
		}
	}
}

static struct sha256 name_of(uint32_t task, uint32_t pass)
{
	const uint32_t both[2] = {task, pass};

	return sha256_of(both, sizeof both);
}

static void step_attempt(struct world *world, uint32_t h, struct attempt *attempt, uint32_t pass)
{
	struct sha256 name = name_of(attempt->task, pass);

	if (attempt->stage == TRAVELS && attempt->began && attempt->bytes < 1) {
		world->sending--;
		attempt->stage = WAITS;
		attempt->began = false;
		check(world, schedule_sent(world->schedule, h, 0, attempt->id, world->now,
			&world->fault));
	} else if (attempt->stage == RUNS && attempt->end <= world->now + 1e-9) {
		attempt->stage = RETURNS;
		attempt->began = !attempt->keep && attempt->task != ORDER_NONE; /* a sum has to wait */
		attempt->bytes = attempt->keep ? 0 : result_bytes(&world->terms, tasks_of(attempt));
		world->returning += attempt->began;
		if (attempt->keep)
			check(world, schedule_kept(world->schedule, h, 0, attempt->id, &name,
				(uint64_t)result_bytes(&world->terms, 1), world->now, &world->fault));
	} else if (attempt->stage == RETURNS && attempt->began && attempt->bytes < 1) {
		check(world, schedule_result(world->schedule, h, 0, attempt->id, &name, world->now,
			&world->fault));
	}
	obey(world);
}

/* Sums that are on their way, and the one that waits longest. */
static struct attempt *sum_waiting(struct world *world)
{
	struct attempt *next = NULL;
	size_t h, i;

	world->turns.coming = 0;
	world->turns.comes = world->turns.begun = 0;
	for (h = 0; h < (size_t)world->terms.hosts; h++)
		for (i = 0; i < ROSTER_IN_HAND; i++) {
			struct attempt *attempt = &world->host[h].hand[i];

			if (attempt->stage != RETURNS || attempt->task != ORDER_NONE)
				continue;
			world->turns.begun += (uint64_t)attempt->bytes;
			if (attempt->began)
				turns_come(&world->turns, (uint64_t)attempt->kept);
			else if (!next || attempt->id < next->id)
				next = attempt;
		}
	return next;
}

/* Lets hosts send what they have combined. */
static void take_turns(struct world *world)
{
	struct attempt *next;

	world->turns.model = (uint64_t)fmax(world->terms.up, world->terms.down);
	world->turns.adding = world->merging;
	world->turns.holds = false;
	while ((next = sum_waiting(world))) {
		world->turns.holds = turns_scarce(&world->turns)
			&& !turns_let(&world->turns, (uint64_t)next->kept);
		if (world->turns.holds)
			return;
		next->began = true;
		world->returning++;
	}
}

static void end_merge(struct world *world)
{
	if (!world->merging || world->merge_end > world->now + 1e-9)
		return;
	world->merging = false;
	pile_up(world, world->merged);
}

/* The driver adds up what has come, while tasks are left. */
static void begin_merge(struct world *world)
{
	const size_t left = (size_t)world->terms.tasks - schedule_done(world->schedule);

	if (world->merging || !turns_add(&world->turns, left))
		return;
	world->merging = true;
	world->merge_end = world->now + world->terms.join
		+ (double)world->turns.bytes / world->terms.add;
	world->merged = world->tasks;
	world->tasks = 0;
	world->turns = (struct turns){.model = world->turns.model};
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

/* When the next thing happens. */
static double next_time(const struct world *world)
{
	double next = world->merging ? world->merge_end : NEVER;
	size_t h, i;

	for (h = 0; h < (size_t)world->terms.hosts; h++)
		for (i = 0; i < ROSTER_IN_HAND; i++) {
			const struct attempt *attempt = &world->host[h].hand[i];
			double share = world->terms.wire / (double)(attempt->stage == TRAVELS
				? world->sending : world->returning);

			if (attempt->stage == RUNS)
				next = least(next, attempt->end);
			else if (attempt->began)
				next = least(next, world->now + attempt->bytes / share);
		}
	return next;
}

static void move_on(struct world *world, double to)
{
	double each_out = (to - world->now) * world->terms.wire / (double)(world->sending
		? world->sending : 1);
	double each_in = (to - world->now) * world->terms.wire / (double)(world->returning
		? world->returning : 1);
	size_t h, i;

	for (h = 0; h < (size_t)world->terms.hosts; h++)
		for (i = 0; i < ROSTER_IN_HAND; i++) {
			struct attempt *attempt = &world->host[h].hand[i];

			if (!attempt->began)
				continue;
			attempt->bytes -= attempt->stage == TRAVELS ? each_out : each_in;
			*(attempt->stage == TRAVELS ? &world->sent : &world->received) +=
				attempt->stage == TRAVELS ? each_out : each_in;
		}
	world->now = to;
}

static void begin(struct world *world)
{
	const struct terms *terms = &world->terms;
	size_t tasks = (size_t)terms->tasks, i;
	struct schedule_task *list = calloc(tasks, sizeof *list);
	uint32_t *object = calloc(tasks, sizeof *object);
	bool combines = terms->tasks * result_bytes(terms, 1) >= terms->combine
		&& turns_combine(tasks, (size_t)terms->hosts);

	if (!list || !object)
		fail("out of memory");
	for (i = 0; i < tasks; i++) {
		object[i] = (uint32_t)i;
		list[i].needs = (struct choice_task){.only = ORDER_NONE, .object = &object[i],
			.objects = 1};
	}
	for (i = 0; i < (size_t)terms->hosts; i++)
		world->host[i].model = false;
	check(world, schedule_begin(world->schedule, list, tasks, combines, world->now,
		&world->fault));
	obey(world);
	free(object);
	free(list);
}

static void run_pass(struct world *world, uint32_t pass)
{
	size_t tasks = (size_t)world->terms.tasks, i;
	uint32_t h, hosts = (uint32_t)world->terms.hosts;

	begin(world);
	while (schedule_done(world->schedule) < tasks || schedule_audits(world->schedule)) {
		check(world, schedule_tick(world->schedule, world->now, false, &world->fault));
		obey(world);
		for (h = 0; h < hosts; h++)
			advance_host(world, h);
		end_merge(world);
		take_turns(world);
		begin_merge(world);
		move_on(world, least(next_time(world), world->now + TICK));
		for (h = 0; h < hosts; h++)
			for (i = 0; i < ROSTER_IN_HAND; i++)
				step_attempt(world, h, &world->host[h].hand[i], pass);
	}
	check(world, schedule_end(world->schedule, &world->fault));
	obey(world);
	for (h = 0; h < hosts; h++)
		for (i = 0; i < ROSTER_IN_HAND; i++)
			end_attempt(world, &world->host[h].hand[i]);
	if (world->merging) { /* the rest is added up by the step that ends the pass */
		world->now = world->merge_end;
		end_merge(world);
	}
	world->now += (double)world->turns.bytes / world->terms.add + world->terms.end;
	world->turns = (struct turns){0};
	world->tasks = 0;
}

static void read_terms(struct terms *terms, int count, char **word)
{
	static const struct {
		const char *name;
		size_t offset;
	} fields[] = {
#define FIELD(name) {#name, offsetof(struct terms, name)}
		FIELD(hosts), FIELD(cores), FIELD(tasks), FIELD(speed), FIELD(wire), FIELD(latency),
		FIELD(compute), FIELD(start), FIELD(up), FIELD(shards), FIELD(down), FIELD(shrink),
		FIELD(join), FIELD(add), FIELD(end), FIELD(combine)};
	size_t f;
	int i;

	for (i = 1; i < count; i++) {
		char *equals = strchr(word[i], '='), *end = NULL;
		bool known = false;

		for (f = 0; equals && f < sizeof fields / sizeof *fields; f++)
			if (strlen(fields[f].name) == (size_t)(equals - word[i])
				&& strncmp(fields[f].name, word[i], (size_t)(equals - word[i])) == 0) {
				double value = strtod(equals + 1, &end);

				memcpy((char *)terms + fields[f].offset, &value, sizeof value);
				known = end != equals + 1 && *end == 0;
			}
		if (!known)
			fail("a KEY=VALUE that it does not know");
	}
	if (!(terms->hosts >= 1 && terms->tasks >= 1 && terms->cores > 0 && terms->speed > 0
		&& terms->wire > 0 && terms->add > 0))
		fail("hosts, tasks, cores, wire and add are needed");
}

int main(int argc, char **argv)
{
	struct world world = {.terms = {.combine = 32e6, .speed = 1}};
	const struct schedule_rules rules = {.patience = 60, .group_tasks = SETTINGS_GROUP_TASKS,
		.group_bytes = SETTINGS_GROUP_BYTES};
	double first, in, out;
	uint32_t h;

	read_terms(&world.terms, argc, argv);
	world.host = calloc((size_t)world.terms.hosts, sizeof *world.host);
	world.schedule = schedule_new(&rules, 0, &world.fault);
	if (!world.host || !world.schedule)
		fail("out of memory");
	for (h = 0; h < (uint32_t)world.terms.hosts; h++) {
		world.host[h].shard = calloc((size_t)world.terms.tasks, sizeof(bool));
		if (!world.host[h].shard)
			fail("out of memory");
		check(&world, schedule_keeps(world.schedule, h, true, &world.fault));
		check(&world, schedule_host(world.schedule, h, 1, h, 0, &world.fault));
		obey(&world);
	}
	run_pass(&world, 0);
	first = world.now;
	in = world.received;
	out = world.sent;
	run_pass(&world, 1);
	(void)printf("%.4g\t%.4g\t%.4g\t%.4g\n", first, world.now - first,
		1e-6 * (world.received - in), 1e-6 * (world.sent - out));
	for (h = 0; h < (uint32_t)world.terms.hosts; h++)
		free(world.host[h].shard);
	free(world.host);
	schedule_free(world.schedule);
	return 0;
}
