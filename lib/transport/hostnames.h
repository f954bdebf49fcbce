/* hostnames - one name for many hosts: node[01-16], r[1,3]n[08-11]. */
#ifndef TRANSPORT_HOSTNAMES_H
#define TRANSPORT_HOSTNAMES_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

enum { HOST_NAME_MOST = 255 };

struct hostnames {
	char **name;
	size_t count, room;
};

/* Appends the names that the pattern stands for, left to right, numbers as
 * wide as they are written.  At most limit of them in all.  FAULT_DATA: *at
 * is the place in the pattern, from 0, where it goes wrong. */
int hostnames_expand(struct hostnames *names, const char *pattern, size_t length,
	size_t limit, size_t *at, struct fault *fault) MUST_USE;

void hostnames_release(struct hostnames *names); /* accepts zeroed */

/* True for a byte that the name of a host or of a user may hold. */
bool hostnames_byte(char byte);

#endif
