/* line - what keeps a link up, whatever its transport, and what the transports share. */
#ifndef TRANSPORT_LINE_H
#define TRANSPORT_LINE_H

#include "transport/transport.h"

/* Stands first in each transport's own struct. */
struct line {
	const struct transport *transport;
};

/* Says in end what an agent's exit status, or the signal that ended it,
 * means.  bin is the host's folder, NULL: it has none. */
void line_tell(struct link_end *end, int status, int signal, const char *bin);

/* The number here of a signal's name, as "TERM" (RFC 4254, 6.10). */
int line_signal(const char *name);

/* Passes a warning on, unless this process has had it already. */
void line_warn(const struct link_options *options, const char *text);

#endif
