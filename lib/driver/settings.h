/* settings - the options of a driver. */
#ifndef DRIVER_SETTINGS_H
#define DRIVER_SETTINGS_H

#include "transport/transport.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	SETTINGS_GROUP_TASKS = 96, /* results that a host combines at once, at most: open files */
	SETTINGS_PIECES = 8,       /* results that the driver adds up at once, while as many as */
	SETTINGS_LEFT = 4,         /* these tasks are left to do */
	SETTINGS_LEFT_A_HOST = 2,  /* fewer tasks a host travel sooner as they are */
	SETTINGS_SCARCE = 4 << 20, /* bytes of results at the driver, below which there is room; */
	SETTINGS_AT_ONCE = 2       /* that may be there and come at once, where there is not */
};
/* Bytes of results that a host keeps before it combines them: its disk is bounded. */
#define SETTINGS_GROUP_BYTES ((uint64_t)2 << 30)

struct driver_options {
	const char *version;
	const char *command;  /* the whole line, for the journal */
	const char *hosts;    /* file; NULL: this machine alone */
	bool slurm;           /* the nodes of the allocation instead */
	const char *work;     /* folder; NULL: a temporary one */
	const char *joblog;   /* NULL: none */
	const char *report;   /* a page of where the time went; NULL: none */
	struct link_options link;
	uint64_t threads;     /* of filters here; a local run's slots share as many */
	uint64_t slots;       /* of a local run */
	uint64_t timeout;     /* seconds a task may run, 0: any */
	uint64_t timeout_here; /* seconds a command of the driver's own may run */
	uint64_t patience;    /* seconds to wait where no host is left */
	uint64_t store;       /* bytes that a host's store may hold, 0: its own bound */
	bool any;             /* programs other than topictools' filters run too */
	bool any_here;        /* and here, where they merge */
	uint64_t combine;     /* bytes that results of a phase may have in all, from which on
			       * they are added up where they are */
	double audit;         /* the share of tasks that is done twice, on two hosts; below 0: by the
			       * tasks that a slot has (audits.h) */
	bool proofs;          /* questions to hosts will come: they wait */
	bool any_build;       /* hosts may give other answers than this machine */
	const char *shared;   /* folders that hosts share, joined by ':'; NULL: none */
	bool shared_only;     /* a host that sees other files there is refused */
	const char *changes;  /* how models travel: auto (NULL), always, never */
	bool open;            /* topictools' filters run with all rights of the account */
	bool no_ship;         /* hosts without an agent get none */
	bool keep;            /* keep a temporary work folder in any case */
	/* one line to the person; from any thread */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	/* the same for what must be reported: also where notes are off */
	void (*tell)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	/* a line that replaces the one before, empty: none; NULL: no progress is shown */
	void (*progress)(const char *line);
};

#endif
