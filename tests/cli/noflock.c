/* noflock.c - preloaded to a command: a file system whose flock is not there, as some
 * mounts of Lustre, NFS and FUSE; with NO_LOCKS set it has no locks by fcntl either. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>

int flock(int descriptor, int operation)
{
	(void)descriptor;
	(void)operation;
	errno = ENOSYS;
	return -1;
}

int fcntl64(int descriptor, int command, ...);
int fcntl64(int descriptor, int command, ...)
{
	static int (*real)(int, int, ...);
	va_list arguments;
	void *argument;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fcntl64");
	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (command == F_OFD_SETLK && getenv("NO_LOCKS")) {
		errno = ENOLCK;
		return -1;
	}
	return real(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...)
{
	va_list arguments;
	void *argument;

	va_start(arguments, command);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	return fcntl64(descriptor, command, argument);
}
