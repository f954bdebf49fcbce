/* schedule - which slot gets which task, and what follows from how it ends.
 *
 * A pure machine: events go in, orders come out.  It has no descriptor and no
 * clock; hosts, slots, tasks, objects and attempts are numbers.  The same
 * events give the same orders.
 *
 *     schedule_host(s, 0, 2, key, now, fault);        events
 *     schedule_begin(s, tasks, count, now, fault);
 *     schedule_tick(s, now, fault);
 *     while (schedule_order(s, &order))               orders
 *         ... carry it out ...
 *
 * The caller passes each event when it has happened, carries out all
 * orders after each event, and ticks after a batch of events and at least a
 * few times a second: slots are opened, tasks given out and times checked by
 * the tick.  Orders cost O(log tasks) each; a tick that finds nothing to do
 * costs O(1) or, where tasks wait that no idle slot may take, O(idle slots).
 *
 * A slot is down, then opening (ORDER_OPEN), up (it is ready),
 * ending (it is shut, by it or by us), and down again.  An attempt is one try
 * at one task in one slot, from ORDER_GIVE to ORDER_ACCEPT, ORDER_KEEP or
 * ORDER_DROP, or until its slot ends; or one try at combining results that a
 * host keeps (keeping.h), from ORDER_COMBINE on. */
#ifndef DRIVER_SCHEDULE_H
#define DRIVER_SCHEDULE_H

#include "base/sha256.h"
#include "base/fault.h"
#include "driver/choice.h"
#include "driver/order.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCHEDULE_TRIES = 3 }; /* failures of a task that stop the job */

struct schedule_rules {
	double timeout;    /* seconds that a task may run, 0: any */
	double patience;   /* seconds to wait where no host works */
	size_t group_tasks;   /* that are combined at once, at most; 0: any */
	uint64_t group_bytes; /* that a host keeps before it combines; 0: any */
};

struct schedule_task {
	struct choice_task needs;
	bool done;         /* before the phase began */
	bool audit;        /* to be done twice, on two hosts, and compared */
	bool alone;        /* its result is not to be combined */
	bool kept;         /* not done, but a host kept its result before the phase began: */
	uint32_t at;
	struct sha256 result;
	uint64_t bytes;
};

/* How an attempt failed. */
enum schedule_failure {
	FAILURE_PASSING,   /* another try may do better */
	FAILURE_LASTING,   /* another host may do better, this one not */
	FAILURE_FATAL      /* no try will do better */
};

struct schedule;

struct schedule *schedule_new(const struct schedule_rules *rules, double now,
	struct fault *fault) MUST_USE;
void schedule_free(struct schedule *schedule);

/* Takes the next order; false: there is none. */
bool schedule_order(struct schedule *schedule, struct order *order);

/* Hosts: number host is new (the count of those before), or has other slots
 * now, or is back in the list.  key: spreads the times of its retries. */
int schedule_host(struct schedule *schedule, uint32_t host, uint32_t slots, uint64_t key,
	double now, struct fault *fault) MUST_USE;
int schedule_host_left(struct schedule *schedule, uint32_t host, double now,
	struct fault *fault) MUST_USE;

/* The host can keep results. */
int schedule_keeps(struct schedule *schedule, uint32_t host, bool keeps,
	struct fault *fault) MUST_USE;

/* A host has an object, or is being sent it; or not any more. */
int schedule_object(struct schedule *schedule, uint32_t host, uint32_t object, bool there,
	struct fault *fault) MUST_USE;

/* Slots: one that was opening is up; one that was opening or up ends, and
 * its attempts are lost (no order says so); its end is over, final:
 * there is no use in opening it again. */
int schedule_ready(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;
int schedule_gone(struct schedule *schedule, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;
int schedule_ended(struct schedule *schedule, uint32_t host, uint32_t slot, bool final,
	double now, struct fault *fault) MUST_USE;

/* A phase begins; combines: hosts keep and combine results.  It ends by schedule_end:
 * attempts under way are cancelled and no longer belong to any task. */
int schedule_begin(struct schedule *schedule, const struct schedule_task *tasks, size_t count,
	bool combines, double now, struct fault *fault) MUST_USE;
int schedule_end(struct schedule *schedule, struct fault *fault) MUST_USE;

/* Attempts.  Of one that the slot doesn't have (any more) nothing
 * follows.  sent: the host has all objects of its task; started: it runs. */
int schedule_sent(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	double now, struct fault *fault) MUST_USE;
int schedule_started(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	double now, struct fault *fault) MUST_USE;
int schedule_result(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	const struct sha256 *digest, double now, struct fault *fault) MUST_USE;
/* The same where the result stays at the host (GIVE, keep). */
int schedule_kept(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	const struct sha256 *digest, uint64_t bytes, double now, struct fault *fault) MUST_USE;
/* The host has no more the kept result of a task, which the attempt should combine. */
int schedule_lost(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	uint32_t task, double now, struct fault *fault) MUST_USE;
int schedule_failed(struct schedule *schedule, uint32_t host, uint32_t slot, uint64_t attempt,
	enum schedule_failure how, double now, struct fault *fault) MUST_USE;
int schedule_compared(struct schedule *schedule, uint32_t host, uint32_t slot,
	uint64_t attempt, bool same, double now, struct fault *fault) MUST_USE;

/* Time passes.  slept: the caller did not run for a while, and can't
 * tell whether hosts did. */
int schedule_tick(struct schedule *schedule, double now, bool slept,
	struct fault *fault) MUST_USE;

/* The tasks of a group that is to be combined; good until the next event. */
const uint32_t *schedule_group(const struct schedule *schedule, uint32_t group, size_t *tasks);

/* Does nothing but its acceptance remain of the task: no audit, no attempt? */
bool schedule_task_over(const struct schedule *schedule, uint32_t task);

/* Tasks of the phase that are done; whether one is; audits that are left. */
size_t schedule_done(const struct schedule *schedule);
size_t schedule_audits(const struct schedule *schedule);

/* Seconds that a task of the phase may run, by now. */
double schedule_bound(const struct schedule *schedule);

#endif
