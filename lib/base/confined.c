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

	if (length == 0 || strncmp(path, folder, length) != 0 || *at != '/')
		return false;
	while ((at = strstr(at, "/..")))
		if (at[3] == '/' || at[3] == 0)
			return false;
		else
			at += 3;
	return true;
}

int confined_check(const char *what, const char *path, struct fault *fault)
{
	const char *list = getenv(CONFINED_VARIABLE);

	while (list && *list) {
		size_t length = strcspn(list, ":");

		if (within(path, list, length))
			return 0;
		list += length + (list[length] == ':');
	}
	return fault_set(fault, FAULT_DENIED, "%s: %s is not what this host was sent: a confined "
		"filter reads only the files of its task", what, path);
}

int confined_refuse(const char *option, struct fault *fault)
{
	return fault_set(fault, FAULT_DENIED, "--%s: a confined filter writes only to standard "
		"output and reads no lists of files", option);
}
