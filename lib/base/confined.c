/* confined.c - compares paths with the folders that an agent allows. */
#include "base/confined.h"

#include <stdlib.h>
#include <string.h>

bool confined(void)
{
	return getenv(CONFINED_VARIABLE) != NULL;
}

/* No ".." leads out of the folder; the kernel refuses symbolic links. */
static bool within(const char *path, const char *folder, size_t length)
{
	const char *at = path + length;

	if (length == 0 || strncmp(path, folder, length) != 0)
		return false;
	at -= path[length - 1] == '/'; /* of a folder "/", or that was named so */
	if (*at != '/')
		return false;
	while ((at = strstr(at, "/..")))
		if (at[3] == '/' || at[3] == 0)
			return false;
		else
			at += 3;
	return true;
}

bool confined_within(const char *folders, const char *path)
{
	while (folders && *folders) {
		size_t length = strcspn(folders, ":");

		if (within(path, folders, length))
			return true;
		folders += length + (folders[length] == ':');
	}
	return false;
}

int confined_check(const char *what, const char *path, struct fault *fault)
{
	if (confined_within(getenv(CONFINED_VARIABLE), path))
		return 0;
	return fault_set(fault, FAULT_DENIED, "%s: %s is not what this host was sent: a confined "
		"filter reads only the files of its task", what, path);
}

int confined_refuse(const char *option, struct fault *fault)
{
	return fault_set(fault, FAULT_DENIED, "--%s: a confined filter writes only to standard "
		"output and reads no lists of files", option);
}
