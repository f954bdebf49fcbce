/* ssh_internal - what the files that know libssh2 share: ssh.c makes a session,
 * sshlogin.c says who we are, sshpump.c carries its streams.
 *
 * Three rules of libssh2 shape them.  A call that left part of a packet unsent
 * must be made again before any other call on its session, and what the
 * library says of blocked directions does not always tell (its issues 1672,
 * 1945, 2110): our own send function knows.  Every call takes what has come for
 * all streams and queues what it wasn't asked for, of which no descriptor tells:
 * only a round that received nothing may be followed by waiting.  And keepalive
 * packets of the library keep their bytes on a stack that is gone when they are
 * sent again: the socket's keepalive and the wire's heartbeats do that work. */
#ifndef TRANSPORT_SSH_INTERNAL_H
#define TRANSPORT_SSH_INTERNAL_H

#include "base/fault.h"
#include "transport/blockpool.h"
#include "transport/flow.h"
#include "transport/ssh.h"

#include <libssh2.h>
#include <stdbool.h>
#include <stdint.h>

enum { SSH_EARLY = 4096 }; /* enough of the first packet to see its lists */

struct ssh {
	int socket, cancel;
	int64_t deadline;
	LIBSSH2_SESSION *session;
	LIBSSH2_CHANNEL *channel;
	const struct ssh_terms *terms;
	bool unsent; /* the last packet went out in part, or not at all */
	bool taken;  /* something came in this round of the pump */
	int errnum;  /* of the last send or receive that failed, 0: closed */
	char early[SSH_EARLY];
	size_t early_size;
	struct flow in, out, err;
	struct blockpool pool;
};

/* Says what the session's last failure was. */
int ssh_lost(struct ssh *ssh, const char *what, struct fault *fault) MUST_USE;

/* After EAGAIN: waits until the session may go on. */
int ssh_await(struct ssh *ssh, const char *what, struct fault *fault) MUST_USE;

#endif
