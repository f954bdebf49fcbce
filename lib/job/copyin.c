/* copyin.c - copies an input to the work folder. */
#include "job/copyin.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { COPY = 1 << 18 };

int copyin_file(struct driver *driver, const char *path, char to[PATH_MAX], struct fault *fault)
{
	char *buffer = memory_zeroed(COPY, 1, fault);
	int in = input_open(path, fault), out = -1, failed = in < 0 || !buffer;
	size_t got = 1;

	driver_scratch(driver, to, PATH_MAX);
	if (!failed && (out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
		failed = fault_errno(fault, FAULT_IO, errno, "%s", to);
	while (!failed && got)
		failed = fullio_read(in, buffer, COPY, &got, fault)
			|| fullio_write(out, buffer, got, fault);
	if (in >= 0)
		input_close(in);
	if (out >= 0 && close(out) && !failed)
		failed = fault_errno(fault, FAULT_IO, errno, "%s", to);
	free(buffer);
	return failed ? -1 : 0;
}
