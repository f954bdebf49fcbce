/* environment - what filters find in their environments.
 *
 * Made before their minder is forked: we may have threads, and the child of such a process
 * may find the locks of malloc and setenv held by one that it has not. */
#ifndef AGENT_ENVIRONMENT_H
#define AGENT_ENVIRONMENT_H

#include "base/fault.h"

#include <stdbool.h>

struct environment {
	char **plain;    /* NULL behind the last */
	char **confined; /* of confined filters; NULL: there are none */
	char *own[2];    /* of confined: NAME=VALUE */
};

/* Ours; one_thread: for programs whose own threads a BLAS's would spin beside.  Confined ones
 * have tmpdir, and the places where files may be that they name; places NULL: none is. */
int environment_make(struct environment *environment, bool one_thread, const char *tmpdir,
	const char *places, struct fault *fault) MUST_USE;
void environment_release(struct environment *environment); /* accepts zeroed */

#endif
