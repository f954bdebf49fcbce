/* schedule_rules - a model of hosts and tasks for tests of the schedule, and a
 * naive implementation of the rules of dist-run(1): each question is answered by
 * looking at everything. */
#ifndef TESTS_UNIT_SCHEDULE_RULES_H
#define TESTS_UNIT_SCHEDULE_RULES_H

#include "base/digest.h"
#include "driver/roster.h"
#include "driver/schedule.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOSTS = 6, SLOTS = 6, TASKS = 28, OBJECTS = 16, NEEDS = 3, DURATIONS = 4000 };

static struct fault fault;
/* How often each event has happened, over all histories. */
static struct {
	size_t given, again, cancelled, timed_out, compared, retried, idle, aside, abandoned;
	size_t kept, combined, ungrouped, lost, given_up, early, unlike;
} met;

struct load { /* an attempt */
	uint64_t id;
	uint32_t task; /* ORDER_NONE: of a phase that is over, or it combines members */
	bool keep;
	uint32_t member[TASKS];
	size_t members;
	bool sent, started, cancelled, timed_out;
	double ordered_off;
	double asked, sent_at, began, ends;
};

struct place { /* a slot */
	enum roster_state state;
	bool final, leaving;
	unsigned failures;
	double since, retry_at, when, quiet;
	struct load hand[ROSTER_IN_HAND];
	size_t hands;
};

struct fake_host { /* a host, and its behaviour */
	uint32_t slots, wanted;
	bool left, has[OBJECTS];
	bool keeps, away, combines, due;
	double since; /* when it went away */
	double pace, fails, lies, repacks, dies, opens_badly, final;
	struct place place[SLOTS];
};

struct work_item { /* a task */
	uint32_t only, failed_at, by;
	uint32_t object[NEEDS];
	size_t objects;
	bool done, kept, grouped, alone;
	uint64_t bytes;
	unsigned failures, attempts;
	int content; /* of the accepted or kept result */
};

struct world {
	uint64_t seed, random;
	struct schedule *schedule;
	struct schedule_rules rules;
	double now, idle_since;
	double longest;     /* seconds of the longest finished task of the phase; 0: none */
	double awaited[HOSTS]; /* since when a host that a task needs has not worked */
	struct fake_host host[HOSTS];
	uint32_t hosts;
	struct work_item task[TASKS];
	size_t tasks, done;
	double duration[DURATIONS];
	size_t durations;
	bool gathers, accounted, slept;
	bool phase, calm, stopped, ticking, popular;
	enum order_reason why;
	uint64_t reported;  /* the attempt whose result or failure was just told */
	bool may_accept, may_retry, may_stop;
	int content;
	size_t last_given;  /* slot * HOSTS + host, in this tick */
	uint64_t orders;    /* a digest of all */
	bool broken;
};

#define LAW(world, condition) \
	do { \
		if (!(condition)) { \
			if (!(world)->broken) \
				printf("# seed %llu, %.3f s: %s (line %d)\n", \
					(unsigned long long)(world)->seed, (world)->now, \
					#condition, __LINE__); \
			(world)->broken = true; \
		} \
	} while (0)

#define TELL(world, event) LAW(world, (event) == 0)

static uint64_t draw(struct world *world)
{
	uint64_t z = world->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint32_t below(struct world *world, uint32_t most)
{
	return (uint32_t)(draw(world) % most);
}

static double real(struct world *world, double from, double to)
{
	return from + (to - from) * (double)(draw(world) >> 11) / 9007199254740992.0;
}

static bool chance(struct world *world, double share)
{
	return real(world, 0, 1) < share;
}

/* The rules of dist-run(1), naively. */

static bool is_listed(const struct world *world, uint32_t host, uint32_t slot)
{
	return !world->host[host].left && slot < world->host[host].wanted;
}

static size_t slots_up(const struct world *world)
{
	size_t up = 0;
	uint32_t h, s;

	for (h = 0; h < world->hosts; h++)
		for (s = 0; s < world->host[h].slots; s++)
			up += world->host[h].place[s].state == ROSTER_UP;
	return up;
}

/* Hosts that are up or are likely to be soon. */
static size_t hosts_up(const struct world *world)
{
	size_t up = 0;
	uint32_t h, s;

	for (h = 0; h < world->hosts; h++) {
		bool likely = false;

		for (s = 0; s < world->host[h].slots; s++) {
			const struct place *place = &world->host[h].place[s];

			likely = likely || place->state == ROSTER_UP || place->state == ROSTER_OPENS
				|| (place->state == ROSTER_DOWN && is_listed(world, h, s)
				&& place->failures == 0 && !place->final);
		}
		up += likely && !world->host[h].left;
	}
	return up;
}

static bool has_begun(const struct place *place)
{
	size_t i;

	for (i = 0; i < place->hands; i++)
		if (place->hand[i].started)
			return true;
	return false;
}

static bool host_works(const struct world *world, uint32_t host)
{
	uint32_t s;

	for (s = 0; s < world->host[host].slots; s++) {
		const struct place *place = &world->host[host].place[s];

		if (place->state == ROSTER_UP && (place->failures == 0
			|| (world->now >= place->since + ROSTER_SETTLED
			&& (place->failures < ROSTER_ASIDE_AFTER || place->hands == 0
			|| has_begun(place)))))
			return true;
	}
	return false;
}

static bool any_works(const struct world *world)
{
	uint32_t h;

	for (h = 0; h < world->hosts; h++)
		if (host_works(world, h))
			return true;
	return false;
}

static bool host_may_come(const struct world *world, uint32_t host)
{
	uint32_t s;

	for (s = 0; s < world->host[host].slots && !world->host[host].left; s++) {
		const struct place *place = &world->host[host].place[s];

		if (place->state != ROSTER_DOWN
			|| (s < world->host[host].wanted && !place->final))
			return true;
	}
	return false;
}

static bool any_may_come(const struct world *world)
{
	uint32_t h;

	for (h = 0; h < world->hosts; h++)
		if (host_may_come(world, h))
			return true;
	return false;
}

/* Does some task wait for this host alone? */
static bool is_awaited(const struct world *world, uint32_t host)
{
	uint32_t t;

	for (t = 0; t < world->tasks; t++)
		if (world->phase && !world->task[t].done && world->task[t].only == host)
			return true;
	return false;
}

static bool waits(const struct world *world, uint32_t task)
{
	return !world->task[task].done && !world->task[task].kept
		&& world->task[task].attempts == 0;
}

static size_t kept_in_all(const struct world *world)
{
	size_t count = 0;
	uint32_t t;

	for (t = 0; t < world->tasks; t++)
		count += world->task[t].kept;
	return count;
}

/* Tasks that the host keeps and does not combine, and the bytes of their results. */
static size_t kept_at(const struct world *world, uint32_t host, uint64_t *bytes)
{
	size_t count = 0;
	uint32_t t;

	*bytes = 0;
	for (t = 0; t < world->tasks; t++) {
		const struct work_item *item = &world->task[t];

		if (!item->kept || item->grouped || item->by != host)
			continue;
		count++;
		*bytes += item->bytes;
	}
	return count;
}

static bool is_up(const struct world *world, uint32_t host, enum roster_state state)
{
	uint32_t s;

	for (s = 0; s < world->host[host].slots; s++)
		if (world->host[host].place[s].state == state)
			return true;
	return false;
}

/* The fewest attempts that a slot of the host has, of those that are up. */
static size_t fewest_hands(const struct world *world, uint32_t host)
{
	size_t fewest = ROSTER_IN_HAND;
	uint32_t s;

	for (s = 0; s < world->host[host].slots; s++) {
		const struct place *place = &world->host[host].place[s];

		if (place->state == ROSTER_UP && place->hands < fewest)
			fewest = place->hands;
	}
	return fewest;
}

static size_t waiting(const struct world *world)
{
	size_t count = 0;
	uint32_t t;

	for (t = 0; t < world->tasks; t++)
		count += waits(world, t);
	return count;
}

static bool may_run(const struct world *world, uint32_t task, uint32_t host)
{
	const struct work_item *item = &world->task[task];

	return (item->only == ORDER_NONE || item->only == host)
		&& (item->failed_at != host || hosts_up(world) < 2);
}

/* Does the host keep the result? */
static bool will_keep(const struct world *world, uint32_t task, uint32_t host)
{
	const struct work_item *item = &world->task[task];

	return world->gathers && world->host[host].keeps && !item->alone
		&& item->only == ORDER_NONE && item->attempts == 0;
}

/* Has the host as much as it may keep, or nothing more to add to it? */
static bool is_due(const struct world *world, uint32_t host)
{
	uint64_t bytes;
	size_t count = kept_at(world, host, &bytes), i;
	uint32_t s;

	if (count == 0 || !is_up(world, host, ROSTER_UP) || world->host[host].combines)
		return false;
	if ((world->rules.group_tasks && count >= world->rules.group_tasks)
		|| (world->rules.group_bytes && bytes >= world->rules.group_bytes))
		return true;
	if (waiting(world))
		return false;
	for (s = 0; s < world->host[host].slots; s++)
		for (i = 0; i < world->host[host].place[s].hands; i++)
			if (world->host[host].place[s].hand[i].keep
				&& !world->host[host].place[s].hand[i].cancelled)
				return false;
	return true;
}

static int score(const struct world *world, uint32_t task, uint32_t host)
{
	const struct work_item *item = &world->task[task];
	int fit = 0;
	size_t i;
	uint32_t h;

	for (i = 0; i < item->objects; i++) {
		if (world->host[host].has[item->object[i]]) {
			fit += 2;
			continue;
		}
		for (h = 0; h < world->hosts; h++)
			if (h != host && !world->host[h].left
				&& world->host[h].has[item->object[i]]) {
				fit--;
				break;
			}
	}
	return fit;
}

static uint32_t best(const struct world *world, uint32_t host)
{
	uint32_t t, found = ORDER_NONE;
	int most = 0;

	for (t = 0; t < world->tasks; t++) {
		int fit;

		if (!waits(world, t) || !may_run(world, t, host))
			continue;
		fit = score(world, t, host);
		if (found == ORDER_NONE || fit > most) {
			found = t;
			most = fit;
		}
	}
	return found;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const struct world *world)
{
	double sorted[DURATIONS];

	memcpy(sorted, world->duration, world->durations * sizeof *sorted);
	qsort(sorted, world->durations, sizeof *sorted, by_value);
	return world->durations ? sorted[world->durations / 2] : 0;
}

/* May the host start a second attempt of this one, which is slow? */
static bool is_late(const struct world *world, const struct load *load, uint32_t at,
	uint32_t host)
{
	const struct work_item *item;
	double seconds = world->now - load->asked;

	if (load->task == ORDER_NONE)
		return false;
	item = &world->task[load->task];
	return !item->done && !item->kept && item->attempts == 1 && !load->cancelled
		&& item->only == ORDER_NONE && item->failed_at != host && at != host
		&& (double)(world->done + kept_in_all(world)) >= 0.75 * (double)world->tasks
		&& seconds > 5
		&& seconds > 1.5 * median(world);
}

static bool any_late(const struct world *world, uint32_t host, uint32_t task)
{
	uint32_t h, s;
	size_t i;

	for (h = 0; h < world->hosts; h++)
		for (s = 0; s < world->host[h].slots; s++) {
			const struct place *place = &world->host[h].place[s];

			for (i = 0; i < place->hands; i++)
				if ((task == ORDER_NONE || place->hand[i].task == task)
					&& is_late(world, &place->hand[i], h, host))
					return true;
		}
	return false;
}

/* How long a task may run: without a timeout by the longest of its phase. */
static double bound_of(const struct world *world)
{
	if (world->rules.timeout > 0)
		return world->rules.timeout;
	if (world->longest <= 0)
		return 86400;
	return world->longest < 3 ? 60 : 20 * world->longest;
}

static bool is_idle(const struct world *world, const struct place *place)
{
	double patience = bound_of(world) < 60 ? bound_of(world) : 60;
	size_t i;

	for (i = 0; i < place->hands; i++)
		/* a phase ends between ticks, when the schedule's clock stands */
		if (place->hand[i].cancelled && world->now >= place->hand[i].ordered_off + 55)
			return true;

	for (i = 0; i < place->hands; i++)
		if (place->hand[i].started || !place->hand[i].sent
			|| world->now < place->hand[i].sent_at + patience)
			return false;
	return place->hands && world->now >= place->quiet + patience;
}

static bool must_stop(const struct world *world, uint32_t task, uint32_t host,
	enum schedule_failure how)
{
	const struct work_item *item = &world->task[task];

	return (item->failed_at != ORDER_NONE && item->failed_at != host)
		|| item->failures + 1 >= 3 || item->only != ORDER_NONE || how == FAILURE_FATAL
		|| (how == FAILURE_LASTING && hosts_up(world) < 2);
}

#endif
