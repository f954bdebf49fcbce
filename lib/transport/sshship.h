/* sshship - an agent for a host that has none: sent by SFTP, kept there, and found again.
 *
 * The agent is a static program that is many filters at once, one for each kind of
 * processor: FOLDER/agent-x86_64, or with all filters FOLDER/agent-all-x86_64.  Over there
 * it is
 *     PLACE/SHA-256/dist-run
 * which makes a link to itself for each filter, so that versions stand side by side.  PLACE
 * is ~/.cache/topictools/agents, or where that can't be written or run from a folder of the
 * user's own in /tmp, /var/tmp, /dev/shm or /run/user.  It appears whole or not at all.  It
 * is looked for first: a second run sends nothing.  What nobody has used for 30 days is
 * removed by the next that sends one. */
#ifndef TRANSPORT_SSHSHIP_H
#define TRANSPORT_SSHSHIP_H

#include "base/bytes.h"
#include "base/fault.h"
#include "transport/sshsession.h"

#include <stdbool.h>

struct sshship;

/* For a session that is logged in.  agents: their path up to the name of the processor.  To
 * be freed. */
struct sshship *sshship_new(struct sshsession *ssh, const char *agents, struct fault *fault);
void sshship_free(struct sshship *ship);

/* command := what starts the agent, which checks itself against its digest.  status: how
 * the command of the call before ended without a word, -1: there was none.  Where the agent
 * is damaged there it is sent again, where it can't be run it goes to the next place.
 * 1: there is nothing left to try for that status.  FAULT_HOST: the host has no SFTP, its
 * processor has no agent here, its disks are full, or none of its places can run one; *final
 * where that stays so. */
int sshship_next(struct sshship *ship, int status, struct bytes *command, bool *final,
	struct fault *fault) MUST_USE;

#endif
