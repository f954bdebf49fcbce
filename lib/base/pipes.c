/* pipes.c - pipes for the streams of links and processes. */
#define _GNU_SOURCE /* pipe2, F_SETPIPE_SZ */
#include "base/pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20 };

/* A copy above 2, so that no dup2 in a child hits it. */
static int lift(int descriptor)
{
	int higher;

	if (descriptor > STDERR_FILENO)
		return descriptor;
	higher = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	(void)close(descriptor);
	return higher;
}

int pipes_open(int *reads, int *writes, struct fault *fault)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return fault_errno(fault, FAULT_SYSTEM, errno, "a pipe");
	*reads = lift(ends[0]);
	*writes = lift(ends[1]);
	if (*reads >= 0 && *writes >= 0) {
		(void)fcntl(*writes, F_SETPIPE_SZ, PIPE_BYTES);
		return 0;
	}
	(void)fault_errno(fault, FAULT_SYSTEM, EMFILE, "a pipe");
	pipes_close(reads);
	pipes_close(writes);
	return -1;
}

void pipes_unblock(int descriptor)
{
	(void)fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

void pipes_close(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

void pipes_hold_standard(void)
{
	int descriptor;

	for (descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
		if (fcntl(descriptor, F_GETFD) < 0)
			(void)open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}
