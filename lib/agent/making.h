/* making - an object made of one that the store has and of what differs (FRAME_MAKE). */
#ifndef AGENT_MAKING_H
#define AGENT_MAKING_H

#include "agent/store.h"
#include "base/fault.h"

#include <stdint.h>

/* from and changes are objects of the store (stream/changes.h).  FAULT_NO_INPUT: it lacks
 * one; FAULT_DATA: they don't make an object of that digest. */
int making_object(struct store *store, const struct sha256 *digest, uint64_t size,
	const struct sha256 *from, const struct sha256 *changes, struct fault *fault) MUST_USE;

#endif
