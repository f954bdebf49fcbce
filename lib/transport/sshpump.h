/* sshpump - carries the three streams of a command that runs in a session. */
#ifndef TRANSPORT_SSHPUMP_H
#define TRANSPORT_SSHPUMP_H

#include "base/fault.h"

#include <stdbool.h>

struct sshsession;

/* Carries in to its standard input and its output to out and err until it
 * is over; closes each of the three when its stream ends, and sets it to -1.
 * Then *status is its exit status, or *signal what ended it.
 * nothing not NULL: what in has waits until the command writes something, and where it
 * ends without, *nothing is set and the streams stay as they are. */
int sshpump(struct sshsession *ssh, int *in, int *out, int *err, bool *nothing, int *status,
	int *signal, struct fault *fault) MUST_USE;

#endif
