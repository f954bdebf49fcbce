/* assignment - a task at the agent: its words, and the objects it holds. */
#ifndef AGENT_ASSIGNMENT_H
#define AGENT_ASSIGNMENT_H

#include "agent/call.h"
#include "agent/run.h"
#include "agent/store.h"
#include "agent/wire.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assignment {
	uint64_t id;
	struct call words;
	int *held;      /* size words.count: locks on objects, -1: lacking or none */
	size_t lacking; /* objects that the store has not */
};

int assignment_take(struct assignment *assignment, const struct frame *frame,
	struct fault *fault) MUST_USE;
void assignment_release(struct assignment *assignment); /* accepts zeroed */

/* Holds what the store has by now. */
void assignment_look(struct assignment *assignment, const struct store *store);

/* Appends the frame that says what is lacking (perhaps nothing). */
int assignment_need(const struct assignment *assignment, struct wire_out *out,
	struct fault *fault) MUST_USE;

int assignment_start(const struct assignment *assignment, const struct store *store,
	const char *bin, bool any, struct run *run, struct fault *fault) MUST_USE;

#endif
