/* sshtrust - may this host key be believed, and what to say where not. */
#ifndef TRANSPORT_SSHTRUST_H
#define TRANSPORT_SSHTRUST_H

#include "base/fault.h"
#include "transport/transport.h"
#include "transport/sshconfig.h"

#include <stddef.h>

/* The key kinds that known_hosts has for the host, in kinds, each followed
 * by a blank: what to ask the host for first.  FAULT_DENIED and the like
 * where a file is there and can't be read. */
int sshtrust_kinds(const struct sshconfig *config, const struct link_options *options,
	char kinds[256], struct fault *fault) MUST_USE;

/* 0: a line of known_hosts has this very key.  Otherwise FAULT_DENIED, with
 * the key's fingerprint and the line to run.  digest is its SHA-256. */
int sshtrust_check(const struct sshconfig *config, const struct link_options *options,
	const void *key, size_t size, const unsigned char digest[32],
	struct fault *fault) MUST_USE;

/* The names that a host offered for its keys, out of the first bytes that it
 * sent (RFC 4253, 4.2 and 7.1).  "": they don't tell. */
void sshtrust_offered(const void *early, size_t size, char offered[512]);

#endif
