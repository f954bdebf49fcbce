/* ssh - one session with sshd: the handshake, whom we believe and who we
 * are, one command, and its three streams pumped together. */
#ifndef TRANSPORT_SSH_H
#define TRANSPORT_SSH_H

#include "base/fault.h"
#include "transport/link.h"
#include "transport/sshconfig.h"

#include <stdbool.h>
#include <stdint.h>

struct ssh;

struct ssh_terms {
	const struct sshconfig *config;
	const struct link_options *options;
	const char *command; /* goes to the user's shell over there as it is */
	int cancel;          /* readable: stop at once */
	int64_t deadline;    /* of dial_clock, for all until the command runs */
};

/* Runs the command over a connected socket.  NULL: *final tells whether
 * trying again makes no sense; FAULT_DENIED: keys, theirs or ours.  The
 * socket stays the caller's and outlives the session. */
struct ssh *ssh_start(int socket, const struct ssh_terms *terms, bool *final,
	struct fault *fault);

void ssh_free(struct ssh *ssh); /* accepts NULL; never waits long */

#endif
