/* input.c - opens input files, and names them for messages. */
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
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
		/* it was closed, and program.c holds it with a descriptor that can't be read */
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
