/* tempfile.c - scratch space on disk. */
#include "base/tempfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *folder_of(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder ? folder : "/tmp";
}

int tempfile_at(int errnum, struct fault *fault)
{
	static const char place[] = "a temporary file in %s (TMPDIR)";

	return errnum ? fault_errno(fault, FAULT_NONE, errnum, place, folder_of())
		      : fault_at(fault, place, folder_of());
}

int tempfile_open(struct fault *fault)
{
	char name[PATH_MAX];
	int descriptor;

	if (snprintf(name, sizeof name, "%s/topictools-XXXXXX", folder_of())
		>= (int)sizeof name)
		return tempfile_at(ENAMETOOLONG, fault);
	descriptor = mkstemp(name);
	if (descriptor < 0)
		return tempfile_at(errno, fault);
	(void)unlink(name);
	return descriptor;
}
