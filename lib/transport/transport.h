/* transport - the ways to reach a host, found by name.
 *
 * To add one: a .c file here whose struct transport has these functions, and its
 * name in TRANSPORTS.  A transport that is a child process takes child_ended and
 * child_close, and its open ends in child_open (child.h). */
#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "base/fault.h"
#include "transport/hosts.h"

#include <stdbool.h>
#include <stdint.h>

struct link_options {
	const char *transport;   /* its name (transport.h); NULL: rsh or ssh, as rsh says */
	const char *rsh;         /* a command and its first words; NULL: own ssh */
	const char *identity;    /* the private key file to use; NULL: agent, ~/.ssh */
	const char *known_hosts; /* the file to trust alone; NULL: the user's */
	const char *ship;        /* ssh: where agents for hosts that have none are, to which the
				    processor's name is added; NULL: none is sent */
	const char *user;        /* where the host's line names none */
	uint64_t port;           /* likewise; 0: none */
	uint64_t patience;       /* seconds to be connected in, and to have the agent's hello;
				    0: 20, and 45 */

	/* What should be said but stops nothing, each text once a process.
	 * May be called from several threads.  NULL: not said. */
	void (*warn)(void *context, const char *text);
	void *warn_context;
};

/* How a link came to its end. */
struct link_end {
	struct fault fault; /* FAULT_NONE: the agent left with status 0 */
	int status;         /* the agent's exit status, -1: it gave none */
	int signal;         /* that ended the agent, 0: none */
	bool final;         /* trying again would fail in the same way */
};

struct line; /* what keeps the link up: a process or a thread */

struct link {
	int to, from, complaints; /* -1: closed */
	struct line *line;
};

struct transport {
	const char *name;
	/* Fills link, whose descriptors are -1 before. */
	int (*open)(struct link *link, const struct host *host,
		const struct link_options *options, struct fault *fault);
	bool (*ended)(struct line *line, struct link_end *end);
	/* Ends what has not ended, within about a second, and frees the line.
	 * end is always filled. */
	void (*close)(struct line *line, struct link_end *end);
};

/* One line each: NAME is the struct transport_NAME of its file. */
#define TRANSPORTS(TRANSPORT) \
	TRANSPORT(local) /* a process on this machine */ \
	TRANSPORT(ssh)   /* SSH in this process: sshline.c */ \
	TRANSPORT(rsh)   /* a command that carries standard input and output */ \
	TRANSPORT(slurm) /* a step of an allocation, by srun */

/* "local|ssh|rsh|slurm" */
#define TRANSPORT_WORD(name) "|" #name
#define TRANSPORT_NAMES (&TRANSPORTS(TRANSPORT_WORD)[1])

#define TRANSPORT_DECLARED(name) extern const struct transport transport_##name;
TRANSPORTS(TRANSPORT_DECLARED)
#undef TRANSPORT_DECLARED

/* Before the first host is reached: that there is a transport of the name in the
 * options, and that they agree about rsh.  FAULT_USAGE. */
int transport_check(const struct link_options *options, struct fault *fault) MUST_USE;

/* The one that reaches this host: this machine's own is "local"; else as the
 * options say, and where they say nothing "rsh" with a command for it, "ssh"
 * without. */
const struct transport *transport_of(const struct host *host,
	const struct link_options *options, struct fault *fault) MUST_USE;

#endif
