/* ssh - one session with sshd: the handshake, whom we believe and who we
 * are, one command, and its three streams pumped together. */
#ifndef TRANSPORT_SSH_H
#define TRANSPORT_SSH_H

#include "base/fault.h"
#include "transport/sshconfig.h"
#include "transport/transport.h"

#include <stdbool.h>
#include <stdint.h>

struct ssh_terms {
	const struct sshconfig *config;
	const struct link_options *options;
	const char *command; /* goes to the user's shell over there as it is */
	const char *ship;    /* link_options.ship, for a host that has no such command */
	int cancel;          /* readable: stop at once */
	int64_t deadline;    /* of await_clock, for all until the command runs */
};

/* Our ends of the command's streams; each is closed when its stream ends, and -1. */
struct ssh_streams {
	int in, out, err;
};

struct ssh_end {
	int status, signal; /* of the command: its exit status, or what ended it; 0: none */
	bool final;         /* trying again makes no sense */
};

/* Runs the command over a connected socket until it is over; the socket stays the
 * caller's.  FAULT_DENIED: keys, theirs or ours. */
int ssh_run(int socket, const struct ssh_terms *terms, struct ssh_streams *streams,
	struct ssh_end *end, struct fault *fault) MUST_USE;

/* The version of the library: "1.10.0". */
const char *ssh_library(void);

#endif
