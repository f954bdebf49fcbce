/* sshconfig - what the user's ssh would do to reach a host.
 *
 * Asked of `ssh -G`, so that aliases, users, ports and keys of ssh_config(5)
 * count; where there is no ssh, its defaults. */
#ifndef TRANSPORT_SSHCONFIG_H
#define TRANSPORT_SSHCONFIG_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum { SSHCONFIG_FILES_MOST = 16 };

struct sshconfig {
	char *address, *user;
	unsigned port;
	char *alias; /* HostKeyAlias: the name in known_hosts; NULL: the address */
	char *agent; /* IdentityAgent: a socket; NULL: SSH_AUTH_SOCK */
	bool no_agent;
	bool identities_only; /* of the agent's keys only those in files */
	char *identity[SSHCONFIG_FILES_MOST]; /* private key files, in order */
	size_t identities;
	char *known_hosts[SSHCONFIG_FILES_MOST];
	size_t known_hosts_files;
};

/* user NULL and port 0 are asked for.  cancel: a descriptor that becomes
 * readable to stop the asking.  FAULT_USAGE, with advice, where the
 * configuration wants what only ssh itself can do: a jump host, a proxy
 * command, a list of revoked keys. */
int sshconfig_ask(struct sshconfig *config, const char *address, const char *user,
	unsigned port, int cancel, struct fault *fault) MUST_USE;

/* Takes the answer of ssh -G apart; config holds defaults before. */
int sshconfig_parse(struct sshconfig *config, const char *text, struct fault *fault) MUST_USE;

void sshconfig_release(struct sshconfig *config); /* accepts zeroed */

#endif
