/* folder.c - writes several files of a folder. */
#include "folder.h"

#include "base/outfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int check(const char *folder, const struct folder_file *file, bool force, char *path,
	size_t size, struct fault *fault)
{
	if ((size_t)snprintf(path, size, "%s/%s", folder, file->name) >= size)
		return fault_errno(fault, FAULT_NONE, ENAMETOOLONG, "%s", folder);
	return force || access(path, F_OK) ? 0 : fault_set(fault, FAULT_USAGE, "%s is there "
		"already; -f replaces it", path);
}

int folder_write(const char *folder, const struct folder_file *file, size_t count, bool force,
	struct fault *fault)
{
	struct outfile out[FOLDER_FILES_MOST], *outs[FOLDER_FILES_MOST];
	char path[PATH_MAX];
	size_t i, open = 0;
	int failed = mkdir(folder, 0777) && errno != EEXIST
		? fault_errno(fault, FAULT_NONE, errno, "%s", folder) : 0;

	for (i = 0; !failed && i < count; i++)
		failed = check(folder, &file[i], force, path, sizeof path, fault);
	for (i = 0; !failed && i < count; i++) {
		failed = check(folder, &file[i], true, path, sizeof path, fault)
			|| outfile_open(&out[i], path, fault);
		outs[i] = &out[i];
		open = i + 1;
		failed = failed
			|| outfile_write(&out[i], file[i].content.data, file[i].content.size, fault);
	}
	failed = failed || outfile_commit_all(outs, count, fault);
	for (i = 0; i < open; i++)
		outfile_release(&out[i]);
	return failed ? -1 : 0;
}
