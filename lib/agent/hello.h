/* hello - what driver and agent tell each other first: lines "key: value".
 * Keys that are unknown are skipped, so that a later version can say more;
 * what does not fit is then reported in one line. */
#ifndef AGENT_HELLO_H
#define AGENT_HELLO_H

#include "agent/wire.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

struct hello {
	uint64_t wire;       /* version of the wire, WIRE_VERSION */
	uint64_t format;     /* version of matrix streams */
	char version[32];    /* of topictools */
	/* the agent's */
	uint64_t cores, memory, load; /* memory in bytes, load in hundredths */
	char processor[96], engine[48];
	uint64_t store, store_most, disk; /* bytes */
	uint64_t clock;      /* microseconds since 1970 */
	bool restricted;
	char confined[192];  /* what confines filters there */
	char told[512];      /* a note about the host for its users; "": none */
	/* the driver's */
	uint64_t lifetime;   /* seconds that the store keeps unused objects */
	char blas[32];       /* OPENBLAS_CORETYPE, which changes last digits; "" for unset */
	bool any;            /* programs other than filters may run */
	bool open;           /* filters need not be confined */
};

/* Makes the environment of filters that of the driver's, as far as their
 * bytes depend on it. */
int hello_settle(const struct hello *hello, struct fault *fault) MUST_USE;

/* Cores, memory, processor, clock, engine of this machine. */
void hello_measure(struct hello *hello, const char *version);

int hello_put(const struct hello *hello, struct wire_out *out, struct fault *fault) MUST_USE;

/* FAULT_DATA where it is none; FAULT_HOST where the other's version of
 * topictools, wire or streams differs from ours. */
int hello_take(struct hello *hello, const struct frame *frame, const char *version,
	struct fault *fault) MUST_USE;

#endif
