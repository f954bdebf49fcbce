/* offer - a driver says where it has an object (FRAME_OFFER), and the agent looks there, or
 * what it can be made of (FRAME_MAKE). */
#ifndef AGENT_OFFER_H
#define AGENT_OFFER_H

#include "agent/store.h"
#include "agent/wire.h"
#include "base/fault.h"

/* Where an agent of the driver's own account looks: anywhere. */
#define OFFER_ANYWHERE "/"

/* What FRAME_OFFER offers. */
enum offer_what {
	OFFER_FILE = 0,  /* a whole file, that the agent compares with its digest */
	OFFER_PART = 1,  /* a part of one */
	OFFER_KNOWN = 2  /* a whole file whose digest the driver has just taken, here */
};

/* What FRAME_KEPT says of an object. */
enum offer_kept {
	OFFER_DAMAGED = 0,
	OFFER_WHOLE = 1,     /* it is here */
	OFFER_ELSEWHERE = 2  /* what was offered isn't here: it has to be sent */
};

/* Takes the file in place, or a part of one as a copy, or makes the object; appends the
 * answer.  allowed: folders that the file may be in, joined by ':'; NULL: none.  FAULT_DATA:
 * the frame is damaged. */
int offer_take(struct store *store, const struct frame *frame, const char *allowed,
	struct wire_out *out, struct fault *fault) MUST_USE;

#endif
