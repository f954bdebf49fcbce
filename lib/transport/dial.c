/* dial.c - names to addresses, and connecting to them in bounded time. */
#define _GNU_SOURCE /* SOCK_CLOEXEC, TCP_USER_TIMEOUT */
#include "transport/dial.h"

#include "base/await.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* An idle connection asks after 15 s whether the other side is there, and
 * gives up when three questions 5 s apart stay open: both ways of losing a
 * host are reported after half a minute. */
enum { IDLE_SECONDS = 15, ASK_SECONDS = 5, ASKS = 3, UNACKNOWLEDGED = 30000 };

static void set_options(int descriptor)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{SOL_SOCKET, SO_KEEPALIVE, 1},
		{IPPROTO_TCP, TCP_NODELAY, 1},
		{IPPROTO_TCP, TCP_KEEPIDLE, IDLE_SECONDS},
		{IPPROTO_TCP, TCP_KEEPINTVL, ASK_SECONDS},
		{IPPROTO_TCP, TCP_KEEPCNT, ASKS},
		{IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED},
	};
	size_t i;

	/* the connection works without them */
	for (i = 0; i < sizeof options / sizeof *options; i++)
		(void)setsockopt(descriptor, options[i].level, options[i].name,
			&options[i].value, sizeof options[i].value);
}

/* An error number, 0: connected. */
static int finish(int descriptor, int cancel, int64_t deadline)
{
	int number = 0, ready = await_ready(descriptor, POLLOUT, cancel, deadline);
	socklen_t size = sizeof number;

	if (ready < 0)
		return ECANCELED;
	if (ready == 0)
		return ETIMEDOUT;
	if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size))
		return errno;
	return number;
}

static int connect_to(const struct addrinfo *address, int cancel, int64_t deadline, int *number)
{
	int descriptor = socket(address->ai_family,
		address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);

	*number = 0;
	if (descriptor < 0) {
		*number = errno;
		return -1;
	}
	set_options(descriptor);
	if (connect(descriptor, address->ai_addr, address->ai_addrlen))
		*number = errno == EINPROGRESS ? finish(descriptor, cancel, deadline) : errno;
	if (*number) {
		(void)close(descriptor);
		return -1;
	}
	return descriptor;
}

int dial(const char *address, unsigned port, int cancel, int64_t deadline, bool *final,
	struct fault *fault)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL, *each;
	int descriptor = -1, number = 0, rc;
	char service[16];

	(void)snprintf(service, sizeof service, "%u", port);
	rc = getaddrinfo(address, service, &hints, &found);
	if (rc) {
		*final = rc != EAI_AGAIN && rc != EAI_MEMORY && rc != EAI_SYSTEM;
		return fault_set(fault, FAULT_HOST, "%s has no address: %s", address,
			gai_strerror(rc));
	}
	*final = false;
	for (each = found; each && descriptor < 0 && number != ECANCELED; each = each->ai_next) {
		int64_t now = await_clock(), stop = deadline;

		/* one that swallows all must leave time for the next */
		if (each->ai_next && now + (deadline - now) / 2 < stop)
			stop = now + (deadline - now) / 2;
		descriptor = connect_to(each, cancel, stop, &number);
	}
	freeaddrinfo(found);
	if (descriptor < 0)
		return fault_errno(fault, FAULT_HOST, number, "%s, port %u", address, port);
	return descriptor;
}
