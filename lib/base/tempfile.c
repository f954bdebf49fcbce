/* tempfile.c - scratch space on disk. */
#include "base/tempfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int tempfile_open(struct fault *fault)
{
	const char *folder = getenv("TMPDIR");
	char name[PATH_MAX];
	int descriptor;

	if (!folder || !*folder)
		folder = "/tmp";
	if (snprintf(name, sizeof name, "%s/topictools-XXXXXX", folder) >= (int)sizeof name)
		return fault_errno(fault, FAULT_NONE, ENAMETOOLONG, "TMPDIR");
	descriptor = mkstemp(name);
	if (descriptor < 0)
		return fault_errno(fault, FAULT_NONE, errno, "a temporary file in %s", folder);
	(void)unlink(name);
	return descriptor;
}
