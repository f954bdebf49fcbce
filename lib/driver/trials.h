/* trials - the schedule's tasks, and the attempts at them that are under way. */
#ifndef DRIVER_TRIALS_H
#define DRIVER_TRIALS_H

#include "base/sha256.h"
#include "base/fault.h"
#include "driver/choice.h"
#include "driver/heap.h"
#include "driver/median.h"
#include "driver/order.h"
#include "driver/roster.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An attempt. */
struct trial {
	uint64_t id;
	uint32_t task, host, slot;  /* task ORDER_NONE: of a phase that is over, or: */
	uint32_t group;             /* it combines kept results; ORDER_NONE: it does not */
	bool keep;                  /* its result stays at the host */
	bool started, cancelled, timed_out;
	double asked, began, sent;  /* began: once started; sent 0: not yet */
	double ordered_off;         /* once cancelled */
	struct trial *sibling;      /* the next one at the same task */
	bool alone;                 /* in the list of those alone at their tasks */
	struct trial *before, *after;
};

struct trials_task {
	uint32_t only;              /* the host that it must run on */
	uint32_t failed_at;         /* the host that it failed on last */
	uint32_t by;                /* the host whose result was accepted */
	bool done;
	bool kept;                  /* its result is there, and not here (keeping.h) */
	bool grouped;               /* likewise, and is being combined */
	bool alone;                 /* its result travels alone */
	uint64_t bytes;             /* of the result that is kept */
	bool audit;                 /* it is to be done twice, and was not yet */
	unsigned failures, attempts;
	struct trial *trial;        /* those under way */
	struct sha256 result;       /* once done or kept, by a host */
};

/* What hosts keep of the phase, and combine (keeping.h). */
struct keeping_host {
	uint32_t *task;  /* kept there, and in no group */
	size_t tasks, room;
	uint64_t bytes;  /* of their results */
	bool keeps;      /* it can */
	bool combines;   /* a group of it is under way */
	bool away;       /* no slot of it is up, since: */
	double since;
};

struct keeping_group {
	uint32_t host;
	uint32_t *task;
	size_t tasks;
};

struct keeping { /* zeroed: nothing is kept */
	bool on;             /* in this phase */
	size_t tasks_most;   /* of a group; 0: any */
	uint64_t bytes_most; /* that a host keeps before it combines; 0: any */
	size_t kept;         /* tasks that are kept, in groups or not */
	struct keeping_host *host;
	size_t hosts, room;
	struct keeping_group *group; /* of the phase, whatever became of them */
	size_t groups, group_room;
};

/* Of a slot: to be opened; settled; its attempts are checked, once, or again and again. */
enum trials_timer { TIMER_OPEN, TIMER_SETTLED, TIMER_CHECK, TIMER_WATCH };

struct trials {
	struct roster roster;
	struct chooser *choice;
	struct orders orders;
	struct heap timers;
	struct trials_task *task;
	size_t tasks, done;
	uint32_t *audit;            /* tasks that are done and wait for their audit */
	size_t audits, audit_room;
	struct keeping keeping;
	struct median durations;    /* of tasks that are done or kept; 0 before the phase */
	struct trial *oldest, *newest; /* alone at their tasks, by asked */
	uint64_t next_id;
	double now;                 /* of the last event or tick */
	double timeout;             /* 0: by the pace of the phase */
	double longest;             /* seconds of the longest task of the phase; 0: none */
};

void trials_release(struct trials *trials);

struct roster_slot *trials_slot(struct trials *trials, uint32_t host, uint32_t slot);
struct trial *trials_find(struct trials *trials, uint32_t host, uint32_t slot, uint64_t id);

/* Timers: set one for a slot; take the next that is due, false: there is none. */
int trials_set_timer(struct trials *trials, double at, enum trials_timer timer, uint32_t host,
	uint32_t slot, struct fault *fault) MUST_USE;
bool trials_due(struct trials *trials, double now, enum trials_timer *timer, uint32_t *host,
	uint32_t *slot);

/* An order about an attempt. */
struct order trials_about(enum order_kind kind, const struct trial *trial);

/* Orders that the task be given to the slot. */
int trials_give(struct trials *trials, uint32_t task, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;
/* Orders that the slot combine the group. */
int trials_combine(struct trials *trials, uint32_t group, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;
/* Is there a result of it, here or kept? */
bool trials_settled(const struct trials_task *task);
/* Its filter runs. */
void trials_start(struct trials *trials, struct trial *trial, double now);
/* Orders its end, unless that was done. */
int trials_cancel(struct trials *trials, struct trial *trial, struct fault *fault) MUST_USE;
/* Frees an attempt that is over, and has no group any more; a task without another attempt
 * waits again. */
int trials_let_go(struct trials *trials, struct trial *trial, double now,
	struct fault *fault) MUST_USE;
/* The same, and orders that what came of it be dropped. */
int trials_drop(struct trials *trials, struct trial *trial, double now,
	struct fault *fault) MUST_USE;

/* All that are under way are cancelled and belong to no task any more. */
int trials_orphan(struct trials *trials, struct fault *fault) MUST_USE;

/* Seconds that a task may run: the timeout, or by the phase's own pace. */
double trials_bound(const struct trials *trials);

/* Timers of a slot with attempts: where there is a timeout, exactly then; and
 * every few seconds, unless that is set. */
int trials_check_at_timeout(struct trials *trials, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;
int trials_watch(struct trials *trials, uint32_t host, uint32_t slot, double now,
	struct fault *fault) MUST_USE;

/* Cancels those in a slot that run longer than they may.  *idle: it has all that its
 * tasks need and has started nothing for that time, or for a minute; or it has not
 * ended what was cancelled a minute ago. */
int trials_check(struct trials *trials, uint32_t host, uint32_t slot, double now, bool *idle,
	struct fault *fault) MUST_USE;

/* A task that takes much longer than others did, tried only elsewhere, for a
 * host that it did not fail on; ORDER_NONE: there is none.  Towards the end of
 * a phase only. */
bool trials_any_late(const struct trials *trials, double now);
uint32_t trials_late(const struct trials *trials, uint32_t host, double now);

#endif
