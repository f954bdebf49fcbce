/* await.c - poll(2) until a deadline, whatever interrupts it. */
#include "base/await.h"

#include "base/clock.h"

#include <poll.h>

int64_t await_clock(void)
{
	return (int64_t)(1e3 * clock_now());
}

int await_ready(int descriptor, short events, int cancel, int64_t deadline)
{
	struct pollfd wait[2] = {{cancel, POLLIN, 0}, {descriptor, events, 0}};

	for (;;) {
		int64_t left = deadline - await_clock();

		if (left < 0)
			left = 0;
		if (left > 3600000)
			left = 3600000;
		if (poll(wait, 2, (int)left) < 0)
			continue; /* interrupted */
		if (wait[0].revents)
			return -1;
		if (wait[1].revents)
			return 1;
		if (await_clock() >= deadline)
			return 0;
	}
}
