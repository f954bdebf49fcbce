/* knownhosts - is this the key that the host had before?
 *
 * Reads known_hosts files as sshd(8) describes them: names with wildcards and
 * negation, hashed names, [host]:port, @revoked and @cert-authority.  A line
 * that makes no sense is skipped, with a warning; the rest of the file is used. */
#ifndef TRANSPORT_KNOWNHOSTS_H
#define TRANSPORT_KNOWNHOSTS_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum knownhosts_answer {
	KNOWNHOSTS_UNKNOWN,   /* no line for this host: what a zeroed query says */
	KNOWNHOSTS_MATCH,     /* a line has this very key */
	KNOWNHOSTS_OTHER,     /* lines for this host, but with other kinds of keys */
	KNOWNHOSTS_CHANGED,   /* a line has another key of this kind */
	KNOWNHOSTS_REVOKED,   /* this key is marked as revoked */
	KNOWNHOSTS_AUTHORITY  /* only a certificate could answer */
};

struct knownhosts_query {
	const char *name;  /* of the host, or the alias to look up */
	unsigned port;     /* 0: the name stands alone, whatever the port */
	const void *key;   /* as the host sent it; NULL: only kinds are asked for */
	size_t key_size;
	void (*warn)(void *context, const char *text); /* may be NULL */
	void *warn_context;

	/* Filled: the line that decided, and what kinds of keys the lines of
	 * this host have, as "ssh-ed25519 ecdsa-sha2-nistp256 ". */
	enum knownhosts_answer answer;
	char place[512]; /* "FILE, line 7" */
	char file[416];  /* FILE, as far as it fits */
	char kinds[256];
};

/* Looks into one more file; a file that isn't there has no lines.  The
 * answer after several files is that of all of them: revoked is the
 * strongest, then match, changed, authority.
 * FAULT_DENIED and the like where the file can't be read. */
int knownhosts_look(struct knownhosts_query *query, const char *path,
	struct fault *fault) MUST_USE;

/* The same for a text that is in memory; path is for places. */
void knownhosts_scan(struct knownhosts_query *query, const char *path, const char *text,
	size_t size);

/* The kind of a key in its wire form: "ssh-ed25519"; false where it has
 * none that fits. */
bool knownhosts_kind(const void *key, size_t size, char kind[64]);

#endif
