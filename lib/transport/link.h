/* link - a byte stream to an agent, one from it, and what its side complains
 * of, whatever lies between: a process here, an SSH channel, or any command
 * that carries standard input and output.
 *
 *     struct link link;
 *     if (link_open(&link, host, &options, fault)) ...
 *     poll, read and write link.to, link.from, link.complaints
 *     link_shut(&link);
 *     while (!link_ended(&link, &end)) ... do other things ...
 *     link_close(&link, &end);
 *
 * The descriptors are non-blocking and closed on exec.  Nothing is known of
 * the other side until its first byte: reaching the host goes on behind the
 * descriptors, and where that fails `from` ends and link_ended says why.
 * The process must ignore SIGPIPE and must not wait for children that are
 * not its own.  What runs over there is always `dist-run --serve`, from the
 * host's bin folder where it has one: no word of it is ever quoted. */
#ifndef TRANSPORT_LINK_H
#define TRANSPORT_LINK_H

#include "base/fault.h"
#include "transport/transport.h"

#include <stdbool.h>

/* Returns within milliseconds; host and options are copied.  FAULT_SYSTEM,
 * FAULT_USAGE; or FAULT_DENIED, FAULT_NO_INPUT where a command can't be
 * started.  After a failure nothing is open. */
int link_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault) MUST_USE;

/* Begins the end: the agent sees the end of its input.  Never waits. */
void link_shut(struct link *link);

/* True once all is over: end is filled then.  Never waits. */
bool link_ended(struct link *link, struct link_end *end);

/* Frees all, ending within about a second what has not ended by itself.
 * end may be NULL.  Accepts a zeroed or closed link. */
void link_close(struct link *link, struct link_end *end);

#endif
