/* child - a link that is a child process: what transports of that kind share. */
#ifndef TRANSPORT_CHILD_H
#define TRANSPORT_CHILD_H

#include "transport/line.h"

/* Starts the words, ended by NULL, whose standard streams become the link's.
 * carrier: the program that carries them to the host, for messages; NULL: the words
 * are the agent itself.  All is copied. */
int child_open(struct link *link, const struct transport *transport,
	const struct host *host, const char *carrier, const char *const *word,
	struct fault *fault) MUST_USE;

/* As struct transport has them. */
bool child_ended(struct line *line, struct link_end *end);
void child_close(struct line *line, struct link_end *end);

#endif
