/* agent - the far end of a wire: `dist-run --serve`.
 *
 * Says who it is, keeps objects in the store, runs one task at a time while
 * the objects of the next ones come in, and streams back what it writes.
 * It never outlives its driver by more than seconds, and its filters never
 * outlive it. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

#include "base/fault.h"

#include <stdbool.h>
#include <stdint.h>

/* Tasks that may wait here, the running one counted. */
#define AGENT_QUEUE 4

/* What the command line of an agent says. */
struct agent_options {
	const char *version;
	bool restricted;     /* topictools' filters only, confined, whatever the driver asks */
	const char *shared;  /* folders whose files confined filters may read, joined by ':';
				NULL: none */
	uint64_t memory;     /* bytes that a filter may map for data; 0: the machine's */
	uint64_t scratch;    /* bytes that scratch of the account may take; 0: 64 GiB */
	uint64_t store;      /* limit of the store in bytes, whatever the driver asks; 0:
				as the driver says, and 16 GiB where restricted */
};

/* Serves on standard input and output until the driver leaves. */
int agent_serve(const struct agent_options *options, struct fault *fault) MUST_USE;

#endif
