/* hosts - the list of hosts that a run may use.
 *
 * One host a line, '#' begins a comment:
 *     [USER@]NAME[:PORT] [slots=N] [threads=N] [bin=FOLDER]
 * NAME may hold ranges, node[01-16] or n[1,4-6]: one host for each name.  An
 * address with colons stands in brackets, [::1]:22.  ":" is this machine. */
#ifndef TRANSPORT_HOSTS_H
#define TRANSPORT_HOSTS_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	HOSTS_MOST = 4096,  /* hosts in a list */
	SLOTS_MOST = 1024   /* slots a host, and threads a slot */
};

struct host {
	char *name;       /* in messages, unique in the list: user@node7:22 */
	char *user;       /* NULL: not given */
	char *address;    /* name or number, without brackets; NULL: this machine */
	char *bin;        /* an absolute folder; NULL: as PATH says there */
	unsigned port;    /* 0: not said */
	unsigned slots;   /* 1 where not given */
	unsigned threads; /* a slot; 0: not given */
	unsigned cpus;    /* that an allocation has there; 0: not known */
	unsigned line;    /* of the file, from 1; 0: none */
	bool here;        /* this machine */
};

struct hosts {
	struct host *host;
	size_t count;
};

/* Reads the file ("-": standard input).  FAULT_NO_INPUT, or FAULT_DATA that
 * names file, line and column: no host at all, a host twice, a word that
 * means nothing here.  After a failure there is nothing to release. */
int hosts_read(struct hosts *hosts, const char *path, struct fault *fault) MUST_USE;

/* The same from a text; faults are without the file's name. */
int hosts_parse(struct hosts *hosts, const char *text, size_t length,
	struct fault *fault) MUST_USE;

/* The list that has this machine alone. */
int hosts_local(struct hosts *hosts, struct fault *fault) MUST_USE;

void hosts_release(struct hosts *hosts); /* accepts zeroed */

/* A copy that outlives the list; hosts_host_release frees what it holds. */
int hosts_copy(struct host *to, const struct host *from, struct fault *fault) MUST_USE;
void hosts_host_release(struct host *host);

#endif
