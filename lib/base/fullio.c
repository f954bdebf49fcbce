/* fullio.c - complete reads and writes. */
#include "base/fullio.h"

#include "base/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* True where the call may be tried again; waits where it would block. */
static int again(int descriptor, short events)
{
	struct pollfd wait = {descriptor, events, 0};

	if (errno == EINTR)
		return 1;
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return 0;
	(void)poll(&wait, 1, -1);
	return 1;
}

int fullio_read_some(int descriptor, void *data, size_t size, size_t *got, struct fault *fault)
{
	ssize_t n;

	*got = 0;
	while ((n = read(descriptor, data, size)) < 0)
		if (!again(descriptor, POLLIN))
			return fault_errno(fault, FAULT_IO, errno, "read");
	*got = (size_t)n;
	progress_read(*got);
	return 0;
}

int fullio_read(int descriptor, void *data, size_t size, size_t *got, struct fault *fault)
{
	size_t more = 1;

	for (*got = 0; *got < size && more; *got += more)
		if (fullio_read_some(descriptor, (char *)data + *got, size - *got, &more, fault))
			return -1;
	return 0;
}

int fullio_write(int descriptor, const void *data, size_t size, struct fault *fault)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = write(descriptor, (const char *)data + done, size - done);

		if (n >= 0)
			done += (size_t)n;
		else if (!again(descriptor, POLLOUT))
			return fault_errno(fault, FAULT_IO, errno, "write");
	}
	return 0;
}

int fullio_sync(const char *path, struct fault *fault)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC), failed = 0;

	if (descriptor < 0 || fsync(descriptor))
		failed = fault_errno(fault, FAULT_NONE, errno, "%s", path);
	if (descriptor >= 0)
		(void)close(descriptor);
	return failed;
}
