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

#include "agent/commandline.h"
#include "agent/object.h"
#include "base/fault.h"
#include "driver/settings.h"
#include "driver/task.h"

#include <stdbool.h>
#include <stddef.h>

struct driver;

/* FAULT_RETRY: another driver works in the folder. */
struct driver *driver_open(const struct driver_options *options, struct fault *fault) MUST_USE;
/* failed: a temporary work folder is kept and named. */
void driver_close(struct driver *driver, bool failed);

/* Hosts without topictools get the agent that has all filters, not the small one: before
 * they are reached. */
void driver_ship_all(struct driver *driver);

/* Runs all tasks; their results are set.  what: for the progress line.
 * FAULT_DATA: a task failed on two hosts, with its last complaint;
 * FAULT_RETRY: no host left; FAULT_DENIED: a host's key is not the one
 * known. */
int driver_tasks(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault) MUST_USE;

/* From now on each result of driver_tasks is told as it is accepted, in any order; one
 * that the work folder has from an earlier run at the beginning, with seconds below 0 and
 * an empty host.  A failure ends the job.  NULL: nobody is told. */
typedef int (*driver_told)(void *context, const struct task *task, double seconds,
	const char *host, struct fault *fault);
void driver_watch(struct driver *driver, driver_told told, void *context);

/* Hosts have to give the same answer as this machine to these words before they get
 * their first task; stream: the answer is a matrix stream.  Not journaled.  result: the
 * answer, whose file lives as long as the driver.  Until driver_proofs_end no host gets
 * tasks, where options.proofs is set. */
int driver_prove(struct driver *driver, const struct commandline *words, bool stream,
	struct object *result, struct fault *fault) MUST_USE;
/* The same without asking hosts: what a question needs. */
int driver_prepare(struct driver *driver, const struct commandline *words, struct object *result,
	struct fault *fault) MUST_USE;
void driver_proofs_end(struct driver *driver);
/* Is there a host that would be asked? */
bool driver_asks(const struct driver *driver);

/* Runs a filter here.  The result is what it writes, or, where the words
 * have TASK_FOLDER, the folder that it makes. */
int driver_here(struct driver *driver, const struct commandline *words, struct object *result,
	struct fault *fault) MUST_USE;

/* The exit status of the filter that driver_here ran last; -1: it was not run to
 * its end.  A filter may answer a question by its status. */
int driver_here_status(const struct driver *driver);

/* The same for what it does to files elsewhere, journal or not. */
int driver_here_again(struct driver *driver, const struct commandline *words,
	struct fault *fault) MUST_USE;

/* A merge: tasks, and a filter here that takes all their results in order
 * behind the words.  Where the journal has the end already, nothing runs.
 * Results of the tasks are removed once they are merged.  Results that the merge refuses
 * (tasks.judge) are made again without the hosts that sent them.  result NULL: the filter
 * writes elsewhere, journal or not, and results of the tasks stay, for it to run again. */
int driver_reduce(struct driver *driver, struct tasks *tasks, const char *what,
	const struct commandline *merge, struct object *result, struct fault *fault) MUST_USE;

/* A note of what the filter said that ran here last and ended well; the same words once. */
void driver_tell(struct driver *driver);

/* The later object takes the place of the earlier: a host that has that may be sent what
 * differs.  Before the earlier one is dropped. */
void driver_follows(struct driver *driver, const struct object *earlier,
	const struct object *later);

/* Removes a result that no further step needs; the journal keeps its name. */
void driver_drop(struct driver *driver, struct object *object);

/* Threads that filters here have, and what this process does itself. */
int driver_threads(const struct driver *driver);

/* A scratch folder or file's name in the work folder. */
void driver_scratch(struct driver *driver, char *path, size_t size);

/* The hosts, by number: how many, the name of one for messages, has it answered? */
size_t driver_hosts(const struct driver *driver);
const char *driver_host_name(const struct driver *driver, size_t host);
bool driver_host_met(const struct driver *driver, size_t host);

/* Waits until every host was reached or failed; for --check and each. */
int driver_reach(struct driver *driver, struct fault *fault) MUST_USE;

/* The closing report, one line a note, and the page where one was asked for. */
int driver_report(const struct driver *driver, struct fault *fault) MUST_USE;

#endif
