/* choice - which of the tasks that wait suits a host best.
 *
 * Tasks, hosts and objects are numbers.  For a host a task scores 2 for each
 * object that the host has, and -1 for each that it lacks and another host in
 * the list has: a host first does what it has the objects of, then what
 * nobody has, then any.  Of equal scores the first task is taken.  A task
 * that failed on a host is left to others, where there are others.
 *
 * An object that every task of the phase needs makes no difference and is left
 * out.  Cost of a choice: O(log tasks), and O(hosts) where tasks failed on
 * many of them.  Cost of an object's arrival: O(log tasks) for each waiting
 * task that needs it. */
#ifndef DRIVER_CHOICE_H
#define DRIVER_CHOICE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct choice_task {
	uint32_t only;          /* the one host that may run it; ORDER_NONE: any */
	const uint32_t *object; /* that it needs, each once; borrowed for the call */
	size_t objects;
};

struct chooser;

struct chooser *choice_new(struct fault *fault) MUST_USE;
void choice_free(struct chooser *choice);

/* Tasks of a new phase; none waits yet.  What hosts hold stays known. */
int choice_begin(struct chooser *choice, const struct choice_task *tasks, size_t count,
	struct fault *fault) MUST_USE;

/* A host is added, or leaves the list, or is back in it. */
int choice_host(struct chooser *choice, uint32_t host, bool gone, struct fault *fault) MUST_USE;

/* A host got an object (or is being sent it), or lost it. */
int choice_object(struct chooser *choice, uint32_t host, uint32_t object, bool there,
	struct fault *fault) MUST_USE;

/* The task waits; failed_at: the host that it failed on last, or ORDER_NONE. */
int choice_put(struct chooser *choice, uint32_t task, uint32_t failed_at,
	struct fault *fault) MUST_USE;
/* It waits no longer. */
void choice_take(struct chooser *choice, uint32_t task);
size_t choice_waiting(const struct chooser *choice);

/* The best task for a host, which goes on waiting; ORDER_NONE: there is
 * none for it.  others: there are other hosts to try what failed on this. */
int choice_best(struct chooser *choice, uint32_t host, bool others, uint32_t *task,
	struct fault *fault) MUST_USE;

#endif
