/* sshsession - a session of libssh2 on a connected socket, as the files that know
 * libssh2 share it: ssh.c brings it to a running command, sshlogin.c says who we are,
 * sshpump.c carries its streams.
 *
 * Three rules of libssh2 shape them.  A call that left part of a packet unsent
 * must be made again before any other call on its session, and what the
 * library says of blocked directions does not always tell (its issues 1672,
 * 1945, 2110): our own send function knows.  Every call takes what has come for
 * all streams and queues what it wasn't asked for, of which no descriptor tells:
 * only a round that received nothing may be followed by waiting.  And keepalive
 * packets of the library keep their bytes on a stack that is gone when they are
 * sent again: the socket's keepalive and the wire's heartbeats do that work. */
#ifndef TRANSPORT_SSHSESSION_H
#define TRANSPORT_SSHSESSION_H

#include "base/fault.h"
#include "transport/blockpool.h"
#include "transport/flow.h"
#include "transport/sshconfig.h"
#include "transport/transport.h"

#include <libssh2.h>
#include <stdbool.h>
#include <stdint.h>

enum { SSHSESSION_EARLY = 4096 }; /* enough of the first packet to see its lists */

struct sshsession {
	int socket, cancel; /* the caller's; cancel readable: stop at once */
	int64_t deadline;   /* of await_clock, for all until the command runs */
	LIBSSH2_SESSION *session;
	LIBSSH2_CHANNEL *channel;
	const struct sshconfig *config;
	const struct link_options *options;
	bool unsent; /* the last packet went out in part, or not at all */
	bool taken;  /* something came in this round of the pump */
	int errnum;  /* of the last send or receive that failed, 0: closed */
	char early[SSHSESSION_EARLY];
	size_t early_size;
	struct flow in, out, err;
	struct blockpool pool;
};

/* A zeroed session becomes one of libssh2's, with nothing sent.  config, options,
 * socket, cancel and deadline are set by the caller before. */
int sshsession_open(struct sshsession *ssh, struct fault *fault) MUST_USE;

/* Never waits long; accepts one whose open failed.  The socket stays, shut. */
void sshsession_close(struct sshsession *ssh);

/* Says what the session's last failure was. */
int sshsession_lost(struct sshsession *ssh, const char *what, struct fault *fault) MUST_USE;

/* After EAGAIN: waits until the session may go on. */
int sshsession_await(struct sshsession *ssh, const char *what, struct fault *fault) MUST_USE;

#endif
