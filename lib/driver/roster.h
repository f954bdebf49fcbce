/* roster - the schedule's hosts and slots: states, counts of them, when a
 * slot that failed is tried again, and which slots could take a task. */
#ifndef DRIVER_ROSTER_H
#define DRIVER_ROSTER_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ROSTER_IN_HAND = 2,    /* attempts of a slot: one runs, one gets its objects */
	ROSTER_OPENING = 4,    /* slots of a host being opened at once: an sshd refuses many */
	ROSTER_ASIDE_AFTER = 3 /* failures in a row that set a slot aside */
};
#define ROSTER_ASIDE 60.0  /* seconds between its tries then, about */
#define ROSTER_SETTLED 5.0 /* seconds that a slot must be up after a failure, to count
			    * as one that works */

enum roster_state { ROSTER_DOWN, ROSTER_OPENS, ROSTER_UP, ROSTER_ENDS };

struct trial; /* an attempt */

struct roster_slot {
	enum roster_state state;
	bool final;        /* not to be opened again */
	bool leaving;      /* its end was ordered */
	bool settled;      /* it has been up for a while since it failed */
	bool begun;        /* one of its attempts has started */
	unsigned failures; /* in a row */
	double since;      /* it is up */
	double retry_at;   /* not to be opened before */
	double quiet;      /* when it came up, or the last of its attempts ended */
	struct trial *hand[ROSTER_IN_HAND];
	size_t hands;
	bool watched;      /* a timer is set to check its attempts */
};

struct roster_host {
	struct roster_slot *slot;
	uint32_t slots;    /* there ever were */
	uint32_t wanted;   /* in the list now: the first of them */
	uint64_t key;
	bool left;         /* not in the list now */
	bool due;          /* in roster.due */
	uint32_t opening;  /* slots in that state */
	/* what it adds to the roster's counts */
	size_t up, works, promises, hopes;
};

struct roster {
	struct roster_host *host;
	size_t hosts, room;
	size_t up;         /* slots that are up */
	size_t works;      /* of them those that are expected to stay up: that have not
			    * failed, or have settled; after ROSTER_ASIDE_AFTER failures
			    * one that has tasks must have started one */
	size_t promises;   /* hosts that are up, or may well be soon */
	size_t hopes;      /* hosts that could still be tried */
	uint32_t *due;     /* hosts whose slots may have to be opened */
	size_t dues, due_room;
	/* bit slot * stride + host: up, without attempts; with fewer than it may have */
	uint64_t *idle, *partly;
	size_t words, stride;
	size_t idles, partlies;
};

void roster_release(struct roster *roster);

/* Adds a host, or changes how many slots it should have. */
int roster_host(struct roster *roster, uint32_t host, uint32_t slots, uint64_t key,
	struct fault *fault) MUST_USE;

/* To be called after a slot's state or hands changed. */
void roster_changed(struct roster *roster, uint32_t host, uint32_t slot);
void roster_changed_hands(struct roster *roster, uint32_t host, uint32_t slot);

/* Its slots are looked at when slots are next opened. */
int roster_due(struct roster *roster, uint32_t host, struct fault *fault) MUST_USE;

/* The next slot at or after place *at that is up without attempts (all:
 * or with fewer than it may have): first slots of all hosts, then the second ones.
 * *at becomes the place behind it.  false: there is none. */
bool roster_next(const struct roster *roster, bool all, size_t *at, uint32_t *host,
	uint32_t *slot);

/* Seconds until a slot that failed is tried again: 1, 2, 4, ..., from the
 * third failure in a row a minute; give or take a quarter by the host's key,
 * so that many hosts don't come back at once. */
double roster_backoff(const struct roster *roster, uint32_t host, uint32_t slot);

#endif
