/* slot - one agent as the driver sees it: the link to it, its frames, the
 * attempts assigned to it, and its end. */
#ifndef DRIVER_SLOT_H
#define DRIVER_SLOT_H

#include "agent/hello.h"
#include "agent/object.h"
#include "agent/wire.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "driver/attempt.h"
#include "driver/proof.h"
#include "driver/roster.h"
#include "transport/hosts.h"
#include "transport/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum slot_state {
	SLOT_DOWN,
	SLOT_GREETING, /* opened; no hello yet, or its host is not proven */
	SLOT_UP,
	SLOT_ENDING    /* shut; waits for the link to tell why */
};

struct slot {
	const struct host *at;  /* its line in the list, borrowed */
	uint32_t host, number;  /* of the host; of the slot on it */
	enum slot_state state;
	struct link link;
	struct wire_in in;
	struct wire_out out;
	struct bytes complaints;
	struct attempt *hand[ROSTER_IN_HAND];
	size_t hands;
	struct objects outbox;  /* to be sent; from outbox_at on */
	size_t outbox_at;
	int sending;            /* the file that is being sent, -1: none */
	uint64_t left;          /* bytes of it */
	bool waits;             /* for an object that another slot is sending */
	bool held;              /* it is not read from, until there is room (shelf.h) */
	bool hello;             /* its hello has arrived */
	bool slow;              /* a note said that it is slow */
	struct proof proof;
	bool greeted;           /* it had answered before its end */
	bool told;              /* the agent itself reported why it ends */
	bool final;             /* there is no use in opening it again */
	unsigned failures;      /* ends in all that we did not wish for */
	struct fault why;       /* of its last end, until a result comes */
	double heard, beaten;
	double since;           /* when it began to open, to greet or to end */
	double moved;           /* when it last took or said something but beats */
	uint64_t sent, received; /* bytes */
};

struct slot *slot_new(const struct host *at, uint32_t host, uint32_t number,
	struct fault *fault) MUST_USE;
void slot_free(struct slot *slot);

/* Opens the link and says hello.  What goes wrong with the link is noted in
 * the slot, which is ending then. */
int slot_open(struct slot *slot, const struct link_options *link, const struct hello *hello,
	struct fault *fault) MUST_USE;

/* Reads what has come.  0; -1: the link is broken, and why says how. */
int slot_fill(struct slot *slot, struct fault *why) MUST_USE;
/* 1: a frame, and the time of it is noted; 0: none is whole yet; -1: the
 * connection is damaged. */
int slot_next(struct slot *slot, struct frame *frame, struct fault *why) MUST_USE;
/* What the other side complains of came. */
void slot_complain(struct slot *slot);

/* Begins its end, unless it has begun: its attempts are freed. */
void slot_shut(struct slot *slot, const struct fault *why);
/* Its end goes on: true once the link is closed and why, final are known. */
bool slot_ended(struct slot *slot);

/* This process did not run for a while: what the agent said waits to be read, so none of
 * its waits has been long. */
void slot_excuse(struct slot *slot, double now);

/* Beats.  patience: seconds until its hello, 0: 45.  why: it has been silent too long, or
 * it neither takes nor asks for what its task needs.  -1: an error of the driver. */
int slot_keep_time(struct slot *slot, double patience, double now, struct fault *why,
	struct fault *fault) MUST_USE;

/* Attempts: one belongs to the slot from slot_take to slot_let_go, which
 * frees it. */
void slot_take(struct slot *slot, struct attempt *attempt);
struct attempt *slot_find(const struct slot *slot, uint64_t id); /* NULL: not in hand */
void slot_let_go(struct slot *slot, struct attempt *attempt);

#endif
