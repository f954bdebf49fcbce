/* line - what stands behind a link: one table for each transport. */
#ifndef TRANSPORT_LINE_H
#define TRANSPORT_LINE_H

#include "transport/link.h"

struct transport {
	/* Fills link, whose descriptors are -1 before. */
	int (*open)(struct link *link, const struct host *host,
		const struct link_options *options, struct fault *fault);
	bool (*ended)(struct line *line, struct link_end *end);
	/* Ends what has not ended, within about a second, and frees the line.
	 * end is always filled. */
	void (*close)(struct line *line, struct link_end *end);
};

/* Stands first in each transport's own struct. */
struct line {
	const struct transport *transport;
};

extern const struct transport transport_local, transport_rsh, transport_ssh;

/* Says in end what an agent's exit status, or the signal that ended it,
 * means.  bin is the host's folder, NULL: it has none. */
void line_tell(struct link_end *end, int status, int signal, const char *bin);

/* The number here of a signal's name, as "TERM" (RFC 4254, 6.10). */
int line_signal(const char *name);

/* Passes a warning on, unless this process has had it already. */
void line_warn(const struct link_options *options, const char *text);

#endif
