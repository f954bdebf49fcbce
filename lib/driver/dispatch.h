/* dispatch - the driver's state, and the schedule's orders carried out on it. */
#ifndef DRIVER_DISPATCH_H
#define DRIVER_DISPATCH_H

#include "agent/wire.h"
#include "base/sha256.h"
#include "base/fault.h"
#include "driver/here.h"
#include "driver/numbers.h"
#include "driver/pool.h"
#include "driver/proof.h"
#include "driver/schedule.h"
#include "driver/settings.h"
#include "driver/slot.h"
#include "driver/tally.h"
#include "driver/task.h"
#include "driver/timeline.h"
#include "driver/turns.h"
#include "driver/work.h"

#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Results that are added up here while hosts work; zeroed: none are (merging.h). */
struct merging {
	bool running;
	struct commandline words;
	uint32_t *member;        /* tasks that the result will stand for */
	size_t members;
	bool *sum;               /* size sums: of the phase's, those that it is made of */
	size_t sums;
	char scratch[PATH_MAX];
	double began;
};

/* A model as the changes of the one before it; zeroed: there is none (changing.h). */
struct changing {
	struct sha256 from, to;
	uint64_t size;      /* of the later model, bytes */
	struct object file; /* the changes */
	double cost;        /* seconds that a byte of a model took, 0: not known */
	double saved;       /* share of the bytes that changes spared last */
};

/* The disk here (shelf.h); zeroed: there is room. */
struct shelved {
	struct turns turns;    /* of the phase, since the last turn */
	struct objects lent;   /* what a filter here adds up, */
	uint64_t bytes, gone;  /* of them, and of those of them that went; */
	uint64_t beside;       /* of the model that it reads */
	uint64_t most;         /* of models, results and sums that were here at once */
};

struct driver {
	struct driver_options options;
	struct work work;
	char bin[PATH_MAX];
	char ship[PATH_MAX + 40]; /* options.link.ship */
	struct pool pool;
	struct schedule *schedule;
	struct bytes shared;     /* folders of options.shared; zeroed: none */
	struct numbers numbers;  /* of objects, for the schedule */
	struct tasks *tasks;     /* of the phase, NULL: none */
	const char *what;        /* it is called */
	bool stopping;           /* stop holds why */
	struct fault stop;
	double turned;           /* clock of the last turn */
	bool slept;              /* it did not run for seconds before that turn */
	double phase_began;
	double told;             /* progress */
	struct here here;
	struct merging merging;
	struct shelved shelf;
	struct changing changing;
	struct knowns knowns;
	struct run_tally tally;
	struct timeline timeline; /* where there is to be a page of it */
	FILE *joblog;
	uint64_t joblog_lines;
	struct pollfd *polls;
	size_t polls_room;
	/* gets results (driver_watch); may be NULL */
	int (*watch)(void *context, const struct task *task, double seconds, const char *host,
		struct fault *fault);
	void *watch_context;
	/* gets answers to FRAME_PING and FRAME_FORGET; may be NULL */
	void (*answer)(void *context, uint32_t host, const struct frame *frame);
	void *answer_context;
};

/* Where agents for hosts without one are, the small ones or those that have all filters,
 * unless none may be sent. */
void dispatch_ship(struct driver *driver, bool all);

struct pool_host *dispatch_host(const struct driver *driver, const struct slot *slot);

/* Removes a result that no further step needs; the journal keeps its name. */
void dispatch_drop(const struct driver *driver, const struct object *object);

/* The first reason to stop the job stays. */
void dispatch_stop(struct driver *driver, const struct fault *why);

/* Carries out all that the schedule has ordered. */
int dispatch_orders(struct driver *driver, struct fault *fault) MUST_USE;

/* A slot fails, unless it is ending already: its attempts are tried
 * elsewhere. */
int dispatch_fail(struct driver *driver, struct slot *slot, const struct fault *why,
	struct fault *fault) MUST_USE;

/* Gives the schedule the hosts and slots of the list. */
int dispatch_hosts(struct driver *driver, struct fault *fault) MUST_USE;

/* The host has the object, or is sent it by slot by; HOLDING_THERE. */
int dispatch_holds(struct driver *driver, uint32_t host, const struct sha256 *digest,
	uint32_t by, struct fault *fault) MUST_USE;

/* Slots of the host that wait for what another one is sent look again. */
int dispatch_wake(struct driver *driver, uint32_t host, struct fault *fault) MUST_USE;

#endif
