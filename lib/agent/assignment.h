/* assignment - a task at the agent: its words, and the objects it holds. */
#ifndef AGENT_ASSIGNMENT_H
#define AGENT_ASSIGNMENT_H

#include "agent/commandline.h"
#include "agent/run.h"
#include "agent/store.h"
#include "agent/wire.h"
#include "base/fault.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What becomes of a task's result. */
enum assignment_how {
	ASSIGNMENT_SEND = 0, /* it goes to the driver */
	ASSIGNMENT_KEEP = 1, /* it stays in the store */
	ASSIGNMENT_NAME = 2, /* it goes to the driver, and so do the names of what it was made of */
	ASSIGNMENT_OURS = 3  /* it goes to the driver, which is on this machine, and its digest
				guards against damage only: as that of object_measure_ours */
};

struct assignment {
	uint64_t id;
	enum assignment_how how;
	uint64_t most;  /* bytes of a result that is kept */
	struct commandline words;
	int *held;      /* size words.count: locks on objects, -1: lacking or none */
	size_t lacking; /* objects that the store has not */
};

int assignment_take(struct assignment *assignment, const struct frame *frame,
	struct fault *fault) MUST_USE;
void assignment_release(struct assignment *assignment); /* accepts zeroed */

/* Holds what the store has by now. */
void assignment_look(struct assignment *assignment, struct store *store);

/* Is it an object that the task waits for? */
bool assignment_lacks(const struct assignment *assignment, const struct sha256 *digest);

/* Appends the frame that names its objects. */
int assignment_names(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault) MUST_USE;

/* Appends the frame that says what is lacking (perhaps nothing). */
int assignment_need(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault) MUST_USE;

/* True where an object has lost its name in the store since it was held, the last such
 * name in path; it is lacking then. */
bool assignment_lost(struct assignment *assignment, const struct store *store,
	char path[PATH_MAX]);

/* Where and under what tasks run. */
struct room {
	const struct store *store;
	const char *bin;
	bool any;        /* programs other than topictools' filters, too */
	bool open;       /* filters are not confined */
	bool restricted; /* whatever the driver says */
	struct confine_limits limits;
	uint64_t scratch;   /* bytes that all scratch folders of the account may have */
	const char *shared; /* folders that filters may read, joined by ':'; NULL: none */
};

/* Did a file that it reads in place change since the task began? */
bool assignment_changed(const struct assignment *assignment, const struct store *store,
	char path[PATH_MAX]);

/* As many descriptors as the account may have: a task holds each of its objects open. */
size_t assignment_descriptors(void);

int assignment_start(const struct assignment *assignment, const struct room *room,
	struct run *run, struct fault *fault) MUST_USE;

#endif
