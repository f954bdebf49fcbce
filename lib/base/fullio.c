/* fullio.c - reads and writes that finish. */
#include "base/fullio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *input_name(const char *path)
{
	return path && strcmp(path, "-") != 0 ? path : "standard input";
}

int input_open(const char *path, struct fault *fault)
{
	struct stat status;
	int descriptor = STDIN_FILENO;

	if (path && strcmp(path, "-") != 0)
		descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (descriptor < 0 || fstat(descriptor, &status)) {
		(void)fault_errno(fault, FAULT_NO_INPUT, errno, "%s", input_name(path));
		input_close(descriptor);
		return -1;
	}
	if ((fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_WRONLY) {
		/* it came closed, and is held by something that can't be read */
		(void)fault_set(fault, FAULT_NO_INPUT, "%s is closed", input_name(path));
		return -1;
	}
	if (S_ISDIR(status.st_mode)) {
		(void)fault_errno(fault, FAULT_NO_INPUT, EISDIR, "%s", input_name(path));
		input_close(descriptor);
		return -1;
	}
	return descriptor;
}

void input_close(int descriptor)
{
	if (descriptor > STDERR_FILENO)
		(void)close(descriptor);
}

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

int read_some(int descriptor, void *data, size_t size, size_t *got, struct fault *fault)
{
	ssize_t n;

	*got = 0;
	while ((n = read(descriptor, data, size)) < 0)
		if (!again(descriptor, POLLIN))
			return fault_errno(fault, FAULT_IO, errno, "read");
	*got = (size_t)n;
	return 0;
}

int read_full(int descriptor, void *data, size_t size, size_t *got, struct fault *fault)
{
	size_t more = 1;

	for (*got = 0; *got < size && more; *got += more)
		if (read_some(descriptor, (char *)data + *got, size - *got, &more, fault))
			return -1;
	return 0;
}

int write_full(int descriptor, const void *data, size_t size, struct fault *fault)
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
