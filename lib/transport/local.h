/* local - where the agent of this machine is, for transports that start it by its path. */
#ifndef TRANSPORT_LOCAL_H
#define TRANSPORT_LOCAL_H

#include "base/fault.h"
#include "transport/hosts.h"

#include <limits.h>

/* The agent in the host's bin folder, or this program.  FAULT_SYSTEM, FAULT_USAGE. */
int local_agent(char path[PATH_MAX], const struct host *host, struct fault *fault) MUST_USE;

#endif
