/* sshship - an agent for a host that has none: sent by SFTP, kept there, and found again.
 *
 * The agent is a static program that is all filters of hosts at once, one for each kind of
 * processor: FOLDER/agent-x86_64.  Over there it is
 *     ~/.cache/topictools/agents/SHA-256/dist-run
 * which makes a link to itself for each filter, so that versions stand side by side.  It appears
 * whole or not at all.  It is looked for first: a second run sends nothing. */
#ifndef TRANSPORT_SSHSHIP_H
#define TRANSPORT_SSHSHIP_H

#include "base/bytes.h"
#include "base/fault.h"
#include "transport/sshsession.h"

#include <stdbool.h>

/* On a session that is logged in.  Appends the command that starts the agent, and checks it
 * against its digest there.  FAULT_HOST: the host has no SFTP, its processor has no agent
 * here, or its disk is full; final where that stays so. */
int sshship(struct sshsession *ssh, const char *folder, struct bytes *command, bool *final,
	struct fault *fault) MUST_USE;

#endif
