/* sshlogin - says who we are. */
#ifndef TRANSPORT_SSHLOGIN_H
#define TRANSPORT_SSHLOGIN_H

#include "base/fault.h"

#include <stdbool.h>

struct sshsession;

/* With an agent's keys, then those of files.  -1: *final tells whether trying again
 * makes no sense. */
int sshlogin(struct sshsession *ssh, bool *final, struct fault *fault) MUST_USE;

#endif
