/* order - the orders of the schedule, and their queue. */
#ifndef DRIVER_ORDER_H
#define DRIVER_ORDER_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum order_kind {
	ORDER_OPEN,    /* connect the slot */
	ORDER_SHUT,    /* end it; reason says why; what it had in hand is lost */
	ORDER_WAIT,    /* it failed: it is opened again at the time at (a note) */
	ORDER_ABANDON, /* it failed for good: it is not opened again (a note) */
	ORDER_GIVE,    /* give the task to the slot, as this attempt */
	ORDER_COMBINE, /* give the slot the group's kept results to add up, as this attempt */
	ORDER_CANCEL,  /* tell the slot to end the attempt */
	ORDER_ACCEPT,  /* the attempt's result is the task's, or stands for the group's; the
			* attempt is over */
	ORDER_KEEP,    /* the task's result is at the host, and stays there; the attempt is
			* over */
	ORDER_COMPARE, /* hold its result against the accepted one, whose digest is
			* another, and tell by schedule_compared */
	ORDER_RETRY,   /* the attempt failed, and its task is tried again (a note) */
	ORDER_DROP,    /* the attempt is over; throw away what came of it */
	ORDER_STOP     /* the job has failed; reason says why */
};

enum order_reason {
	REASON_NONE,
	REASON_LEFT,      /* SHUT: the list of hosts has it no longer */
	REASON_IDLE,      /* SHUT: it has all that its tasks need, and starts nothing */
	REASON_TASK,      /* STOP: the attempt's task failed, too often or for good */
	REASON_DIFFERS,   /* STOP: the attempt's result is not that of host other */
	REASON_NO_HOST,   /* STOP: no host is left that could be tried, or not the one host
			   * that has to run a task */
	REASON_PATIENCE   /* STOP: no host, or not that one, worked for --patience seconds */
};

#define ORDER_NONE UINT32_MAX /* no host, slot or task */

struct order {
	enum order_kind kind;
	enum order_reason reason;
	uint32_t host, slot, task;
	uint32_t group;    /* COMBINE, and what follows: see schedule_group; ORDER_NONE: none */
	uint32_t other;    /* STOP, DIFFERS: the host of the accepted result */
	uint64_t attempt;
	bool again;        /* GIVE: another attempt at the task is under way */
	bool keep;         /* GIVE, and what follows: the result stays at the host */
	bool twice;        /* STOP, TASK: it failed on another host before */
	bool aside;        /* WAIT: it failed so often that it is set aside */
	double at;         /* WAIT: when */
	double seconds;    /* STOP, PATIENCE */
};

struct orders { /* first in, first out; zeroed: empty */
	struct order *order;
	size_t count, taken, room;
};

void order_release(struct orders *orders);
int order_put(struct orders *orders, const struct order *order, struct fault *fault) MUST_USE;
/* About a slot alone. */
int order_slot(struct orders *orders, enum order_kind kind, uint32_t host, uint32_t slot,
	enum order_reason reason, struct fault *fault) MUST_USE;
bool order_take(struct orders *orders, struct order *order); /* false: there is none */

#endif
