/* syscalls - the system calls that no filter makes, refused by seccomp(2).
 *
 * Refused with EPERM: sockets, child processes (threads are free), signals to other
 * processes, tracing, changed permissions and owners, System V memory, mounts, kernel
 * keys and everything else by which a process gets at what is not its own. */
#ifndef AGENT_SYSCALLS_H
#define AGENT_SYSCALLS_H

#include <stdbool.h>

/* Is this a processor whose calls are known here, and a kernel with seccomp? */
bool syscalls_known(void);

/* For this process and what it becomes, without return; the process must have given
 * up new privileges.  Async-signal-safe.  0, or -1 with errno; 0 also where calls are
 * not known. */
int syscalls_restrict(void);

#endif
