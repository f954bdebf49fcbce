/* flow.c - one direction of a pump. */
#include "transport/flow.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

int flow_init(struct flow *flow, size_t room, struct fault *fault)
{
	*flow = (struct flow){.room = room, .data = memory_zeroed(room, 1, fault)};
	return flow->data ? 0 : -1;
}

void flow_release(struct flow *flow)
{
	free(flow->data);
	*flow = (struct flow){0};
}

bool flow_take(struct flow *flow, int descriptor)
{
	ssize_t n;

	if (flow->ended || !flow_empty(flow))
		return false;
	n = read(descriptor, flow->data, flow->room);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	flow->from = 0;
	flow->to = n > 0 ? (size_t)n : 0;
	flow->ended = n <= 0;
	return true;
}

int flow_give(struct flow *flow, int descriptor)
{
	ssize_t n;

	if (flow_empty(flow))
		return 0;
	n = write(descriptor, flow->data + flow->from, flow->to - flow->from);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	flow->from += (size_t)n;
	return 1;
}
