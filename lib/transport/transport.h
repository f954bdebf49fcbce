/* transport - the ways to reach a host, found by name.
 *
 * To add one: a .c file here whose struct transport has these functions, and its
 * name in TRANSPORTS.  A transport that is a child process takes child_ended and
 * child_close, and its open ends in child_open (child.h). */
#ifndef TRANSPORT_TRANSPORT_H
#define TRANSPORT_TRANSPORT_H

#include "transport/link.h"

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
	TRANSPORT(rsh)   /* a command that carries standard input and output */

/* "local|ssh|rsh" */
#define TRANSPORT_WORD(name) "|" #name
#define TRANSPORT_NAMES (&TRANSPORTS(TRANSPORT_WORD)[1])

#define TRANSPORT_DECLARED(name) extern const struct transport transport_##name;
TRANSPORTS(TRANSPORT_DECLARED)
#undef TRANSPORT_DECLARED

/* The transport of that name.  NULL: FAULT_USAGE that names the nearest, or all. */
const struct transport *transport_find(const char *name, struct fault *fault) MUST_USE;

/* Before the first host is reached: that there is a transport of the name in the
 * options, and that they agree about rsh.  FAULT_USAGE. */
int transport_check(const struct link_options *options, struct fault *fault) MUST_USE;

/* The one that reaches this host: this machine's own is "local"; else as the
 * options say, and where they say nothing "rsh" with a command for it, "ssh"
 * without. */
const struct transport *transport_of(const struct host *host,
	const struct link_options *options, struct fault *fault) MUST_USE;

#endif
