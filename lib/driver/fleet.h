/* fleet - the driver's inside: hosts, links to agents, attempts at tasks.
 * Included by driver.c, peer.c, sending.c, schedule.c, here.c and tally.c. */
#ifndef DRIVER_FLEET_H
#define DRIVER_FLEET_H

#include "agent/hello.h"
#include "agent/object.h"
#include "agent/run.h"
#include "agent/wire.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "driver/driver.h"
#include "driver/holdings.h"
#include "driver/work.h"
#include "transport/hosts.h"
#include "transport/link.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Tasks in hand of an agent: one that runs, one whose objects come in. */
enum { HANDS = 2, TRIES = 3, ASIDE_AFTER = 3 };

/* One try at a task, by one agent. */
struct attempt {
	uint64_t id;
	struct task *task;
	bool started, cancelled, timed_out;
	int file;             /* what came of the result so far */
	char path[PATH_MAX];
	struct digester *digester;
	uint64_t bytes;
	struct bytes complaint; /* its standard error */
	double asked, began, ended, sent; /* seconds; sent: all objects there */
};

enum peer_state {
	PEER_DOWN,     /* tried again at retry_at, unless final */
	PEER_GREETING, /* opened; no hello yet */
	PEER_UP,
	PEER_ENDING    /* shut; waits for the link to tell why */
};

/* A slot: one agent and the link to it. */
struct peer {
	struct site *site;
	unsigned number;
	enum peer_state state;
	struct link link;
	struct wire_in in;
	struct wire_out out;
	struct bytes complaints;
	struct attempt *hand[HANDS];
	size_t hands;
	struct objects outbox;  /* to be sent; from at on */
	size_t outbox_at;
	int sending;            /* the file that is being sent, -1: none */
	uint64_t left;          /* bytes of it */
	bool waits;             /* for an object that another slot is sending */
	bool greeted;           /* it had answered before its end */
	bool leaving;           /* its end was our wish */
	bool told;              /* the agent itself said why it ends */
	bool final;             /* trying again makes no sense */
	struct fault why;       /* of its last end, until a result comes */
	unsigned failures;      /* in a row */
	double heard, beaten, since, retry_at;
};

/* What a host has done, for the report. */
struct site_tally {
	uint64_t tasks, failures, sent, received; /* bytes */
	double compute;  /* seconds of filters running */
	double cpu;      /* of them, user and system */
	double waiting;  /* slots up with nothing in hand, while tasks were due */
	double sending;  /* slots with a task in hand that lacked objects */
	double returning; /* from a filter's end to its result's */
	uint64_t memory; /* KiB, largest filter */
};

struct site {
	struct host host;
	struct peer **peer; /* size host.slots, which only grows */
	unsigned wanted;    /* slots that the list says now: later ones leave */
	struct holdings holdings;
	struct hello hello;
	bool met, gone;     /* gone: no longer in the list */
	struct site_tally tally;
};

/* Where the time went. */
struct tally {
	double opened, connected; /* clocks; connected 0: not yet */
	double phases, here;      /* seconds in each */
	uint64_t tasks, retries, duplicates;
};

/* A filter that runs here. */
struct here {
	bool running;
	struct run run;
	struct run_end end;
	struct bytes complaint;
};

struct driver {
	struct driver_options options;
	struct work work;
	char bin[PATH_MAX];
	struct site **site;
	size_t sites, sites_room;
	struct tasks *tasks;   /* of the phase, NULL: none */
	struct task orphan;    /* stands for those of a phase that is over */
	const char *what;
	size_t done;
	double *duration;      /* of those done, for the median; size done */
	size_t durations_room;
	uint64_t next_id;
	bool stopping;         /* stop holds why */
	struct fault stop;
	double alone;          /* since when no agent is there; 0: there is one */
	double turned;         /* clock of the last turn */
	double phase_began;
	double told;           /* progress */
	struct here here;
	struct tally tally;
	FILE *joblog;
	uint64_t joblog_lines;
	struct pollfd *polls;
	size_t polls_room;
};

/* The first reason to stop the job stays. */
void driver_stop(struct driver *driver, const struct fault *why);

/* One turn of the loop: sends, waits for at most so many milliseconds, takes
 * what came, keeps time.  -1: something of ours failed, or the job stops. */
int driver_turn(struct driver *driver, int milliseconds, struct fault *fault) MUST_USE;

/* peer.c */
int peer_open(struct driver *driver, struct peer *peer, struct fault *fault) MUST_USE;
int peer_read(struct driver *driver, struct peer *peer, struct fault *fault) MUST_USE;
void peer_complain(struct peer *peer);
/* Begins its end; what it had in hand goes back to the queue. */
void peer_fail(struct driver *driver, struct peer *peer, const struct fault *why);
/* Its end goes on: closes the link once that has told why. */
void peer_ending(struct driver *driver, struct peer *peer);
int peer_keep_time(struct driver *driver, struct peer *peer, double now,
	struct fault *fault) MUST_USE;
void peer_free(struct driver *driver, struct peer *peer);

/* sending.c */
/* why: what the agent asks for makes no sense. */
int sending_need(struct peer *peer, struct attempt *attempt, struct fields *fields,
	struct fault *why, struct fault *fault) MUST_USE;
int sending_kept(struct driver *driver, struct peer *peer, const struct digest *digest,
	bool whole, struct fault *fault) MUST_USE;
int sending_fill(struct driver *driver, struct peer *peer, struct fault *fault) MUST_USE;
void sending_end(struct peer *peer);

/* schedule.c */
int schedule(struct driver *driver, double now, struct fault *fault) MUST_USE;
/* How an attempt ended; each lets go of it. */
int attempt_done(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct run_end *end, uint64_t bytes, const struct digest *digest,
	double seconds, struct fault *fault) MUST_USE;
int attempt_failed(struct driver *driver, struct peer *peer, struct attempt *attempt,
	const struct fault *why, int status, int number, struct fault *fault) MUST_USE;
void attempt_lost(struct driver *driver, struct peer *peer, struct attempt *attempt);
/* The phase is over: what is still under way is cancelled. */
void schedule_forget(struct driver *driver);

/* here.c */
void here_turn(struct driver *driver, short report, short err);

/* tally.c */
void tally_progress(struct driver *driver, double now);
void tally_log(struct driver *driver, const struct peer *peer, const struct attempt *attempt,
	int status, int number, double seconds);

/* The last line of what was written, made fit for a message. */
const char *last_line(const struct bytes *text, char *out, unsigned size);

#endif
