/* flow - bytes taken from one side and not yet given to the other. */
#ifndef TRANSPORT_FLOW_H
#define TRANSPORT_FLOW_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct flow {
	char *data;
	size_t room, from, to; /* [from, to) is on its way */
	bool ended;            /* nothing more comes */
};

int flow_init(struct flow *flow, size_t room, struct fault *fault) MUST_USE;
void flow_release(struct flow *flow); /* accepts zeroed */

static inline bool flow_empty(const struct flow *flow)
{
	return flow->from == flow->to;
}

/* Where it is empty, takes what a non-blocking descriptor has; its end, and
 * its failure, end the flow.  True where something changed. */
bool flow_take(struct flow *flow, int descriptor);

/* Gives what is there to a non-blocking descriptor.  1: some went, 0: none
 * could, -1: the other end was closed. */
int flow_give(struct flow *flow, int descriptor);

#endif
