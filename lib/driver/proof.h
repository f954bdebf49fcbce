/* proof - does a host's filter give the answers that are known?
 *
 * Before a host gets its first task, its agent runs each filter that the job uses on a
 * small input, and its results must be those of this machine: a host that computes
 * wrongly, or that has another build with other answers, is found before it counts. */
#ifndef DRIVER_PROOF_H
#define DRIVER_PROOF_H

#include "agent/commandline.h"
#include "agent/object.h"
#include "agent/wire.h"
#include "base/fault.h"
#include "driver/attempt.h"

#include <stdbool.h>
#include <stddef.h>

/* A question and its answer. */
struct known {
	struct commandline words;
	struct object answer; /* a file of ours */
	bool stream;          /* the content counts, not how it was packed */
};

struct knowns {
	struct known *known;
	size_t count, room;
	bool due; /* more may come: hosts wait */
};

void proof_forget(struct knowns *knowns);

/* A host's way through them; zeroed: not begun. */
struct proof {
	size_t at;
	struct attempt *attempt; /* at known[at]; NULL: none is under way */
};

void proof_release(struct proof *proof);

/* Sends the next question; scratch: a file for its result.  At the end of the list
 * nothing is sent. */
int proof_ask(struct proof *proof, const struct knowns *knowns, const char *scratch,
	struct wire_out *out, struct fault *fault) MUST_USE;

/* A frame of the agent's.  0: go on; 1: that answer was right; -1: why says what is
 * wrong with the host, or fault what is with us. */
int proof_take(struct proof *proof, const struct knowns *knowns, const struct frame *frame,
	struct wire_out *out, struct fault *why, struct fault *fault) MUST_USE;

#endif
