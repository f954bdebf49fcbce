/* driver - runs tasks on agents and filters here, and keeps what they give.
 *
 * A job is a row of calls of driver_tasks and driver_here: which filter on
 * which shard, what merges the results.  Either returns when all is done;
 * meanwhile one loop over all links keeps hosts busy, beats, tries again what
 * failed, and drops what comes late.  What the work folder has from an
 * earlier run is not done again.  Results depend on words and objects alone:
 * never on hosts, slots, retries or the order of arrival. */
#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H

#include "agent/call.h"
#include "agent/object.h"
#include "base/fault.h"
#include "transport/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct site;

enum task_state { TASK_WAITING, TASK_RUNNING, TASK_DONE };

struct task {
	struct call words;
	struct object result;  /* once done */
	struct digest name;
	enum task_state state;
	unsigned attempts, failures; /* under way; failed */
	const struct site *failed_at; /* the last to fail */
	const struct site *by; /* whose result it is; NULL: not of this run */
	struct site *only;     /* run there and nowhere else; NULL: anywhere */
	bool stream;           /* the result is a matrix stream, and must be whole */
};

/* A phase: tasks that don't depend on each other. */
struct tasks {
	struct task *task;
	size_t count, room;
};

void tasks_release(struct tasks *tasks);
struct task *tasks_new(struct tasks *tasks, struct fault *fault) MUST_USE;

struct driver_options {
	const char *version;
	const char *command;  /* the whole line, for the journal */
	const char *hosts;    /* file; NULL: this machine alone */
	const char *work;     /* folder; NULL: a temporary one */
	const char *joblog;   /* NULL: none */
	struct link_options link;
	uint64_t threads;     /* of filters here; a local run's slots share as many */
	uint64_t slots;       /* of a local run */
	uint64_t timeout;     /* seconds a task may run, 0: any */
	uint64_t patience;    /* seconds to wait where no host is left */
	uint64_t store;       /* bytes that a host's store may hold, 0: its own bound */
	bool any;             /* programs other than topictools' filters run too */
	bool any_here;        /* and here, where they merge */
	bool open;            /* topictools' filters run with all rights of the account */
	bool keep;            /* keep a temporary work folder in any case */
	/* one line to the person; from any thread */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	/* the same for what must be known: also where notes are not wanted */
	void (*tell)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	/* a line that takes the place of the one before, empty: none; NULL: nobody looks */
	void (*progress)(const char *line);
	/* is given answers to FRAME_PING and FRAME_FORGET; NULL: nobody */
	int (*answer)(void *context, struct site *site, const struct frame *frame,
		struct fault *fault);
	void *answer_context;
};

struct driver;

/* FAULT_RETRY: another driver works in the folder. */
struct driver *driver_open(const struct driver_options *options, struct fault *fault) MUST_USE;
/* failed: a temporary work folder is kept and named. */
void driver_close(struct driver *driver, bool failed);

/* Runs all tasks; their results are set.  what: for the progress line.
 * FAULT_DATA: a task failed on two hosts, with its last complaint;
 * FAULT_RETRY: no host left; FAULT_DENIED: a host's key is not the one
 * known. */
int driver_tasks(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault) MUST_USE;

/* Runs a filter here.  The result is what it writes, or, where the words
 * have folder (a word that stands for it) the folder that it makes. */
int driver_here(struct driver *driver, const struct call *words, struct object *result,
	struct fault *fault) MUST_USE;
#define DRIVER_FOLDER "@FOLDER@"

/* The exit status of the filter that driver_here ran last; -1: it was not run to
 * its end.  A filter may answer a question by its status. */
int driver_here_status(const struct driver *driver);

/* The same for what it does to files elsewhere, journal or not. */
int driver_here_again(struct driver *driver, const struct call *words,
	struct fault *fault) MUST_USE;

/* Where words would lead: the result if the journal has it (true), so that
 * a job can skip what comes before. */
bool driver_knows(const struct driver *driver, const struct call *words,
	struct object *result);

/* A merge: tasks, and a filter here that takes all their results in order
 * behind the words.  Where the journal has the end already, nothing runs.
 * Results of the tasks are removed once they are merged. */
int driver_reduce(struct driver *driver, struct tasks *tasks, const char *what,
	const struct call *merge, struct object *result, struct fault *fault) MUST_USE;

/* Removes a result that no further step needs; the journal keeps its name. */
void driver_drop(struct driver *driver, struct object *object);

/* A scratch folder or file's name in the work folder. */
void driver_scratch(struct driver *driver, char *path, size_t size);

/* The hosts. */
size_t driver_sites(const struct driver *driver);
struct site *driver_site(const struct driver *driver, size_t i);
const char *site_name(const struct site *site);
bool site_met(const struct site *site); /* it has answered */

/* Waits until every host was reached or failed; for --check and each. */
int driver_reach(struct driver *driver, struct fault *fault) MUST_USE;

/* The closing report, one line a note. */
void driver_report(const struct driver *driver);

#endif
