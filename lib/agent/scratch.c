/* scratch.c - makes, measures and removes the scratch folders of filters. */
#define _GNU_SOURCE /* O_DIRECTORY */
#include "agent/scratch.h"

#include "base/filelock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { LIFETIME = 86400, BLOCK = 512, LEAST_FREE = 256 << 20, FREE_PART = 50, TRIES = 100 };
static const char prefix[] = "dist-run-scratch-", mark[] = ".topictools";

const char *scratch_place(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder == '/' ? folder : "/tmp";
}

/* One try: 1 where another agent's sweep took the folder before it was marked. */
static int make_once(struct scratch *scratch, struct fault *fault)
{
	char path[PATH_MAX + 16];
	int descriptor;

	if (snprintf(scratch->path, sizeof scratch->path, "%s/%sXXXXXX", scratch_place(), prefix)
		>= (int)sizeof scratch->path) {
		scratch->path[0] = 0;
		return fault_set(fault, FAULT_USAGE, "TMPDIR is too long");
	}
	if (!mkdtemp(scratch->path)) {
		(void)fault_errno(fault, FAULT_IO, errno, "a scratch folder in %s (TMPDIR)",
			scratch_place());
		scratch->path[0] = 0;
		return -1;
	}
	scratch->lock = open(scratch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* before the mark: a folder that is marked and not locked is another agent's to sweep */
	if (scratch->lock >= 0 && filelock_take(scratch->lock, true) == FILELOCK_BUSY) {
		scratch_remove(scratch);
		return 1;
	}
	(void)snprintf(path, sizeof path, "%s/%s", scratch->path, mark);
	descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0 || scratch->lock < 0) {
		int failed = errno == ENOENT ? 1 : fault_errno(fault, FAULT_IO, errno, "%s", path);

		scratch_remove(scratch);
		return failed;
	}
	(void)close(descriptor);
	return 0;
}

int scratch_make(struct scratch *scratch, struct fault *fault)
{
	int tries, made = 1;

	for (tries = 0; tries < TRIES && made > 0; tries++) {
		scratch->lock = -1;
		made = make_once(scratch, fault);
	}
	return made > 0 ? fault_set(fault, FAULT_IO, "a scratch folder in %s (TMPDIR): each was taken",
		scratch_place()) : made;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	(void)remove(path);
	return 0;
}

void scratch_release(struct scratch *scratch)
{
	if (scratch->path[0] && scratch->lock >= 0)
		(void)close(scratch->lock);
	*scratch = (struct scratch){.lock = -1};
}

void scratch_remove(struct scratch *scratch)
{
	if (scratch->path[0])
		(void)nftw(scratch->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	scratch_release(scratch);
}

/* Owned by the account, with our mark, and not locked.  An empty one that is not locked was
 * left by an agent that was killed before it could mark it: removing it loses nothing. */
static void remove_abandoned(const char *path, int descriptor)
{
	char marked[PATH_MAX + 16];
	struct stat status;
	enum filelock lock;

	if (lstat(path, &status) || !S_ISDIR(status.st_mode) || status.st_uid != geteuid())
		return;
	lock = filelock_take(descriptor, true);
	if (lock == FILELOCK_BUSY
		|| (lock == FILELOCK_NONE && time(NULL) - status.st_mtime <= LIFETIME))
		return;
	(void)snprintf(marked, sizeof marked, "%s/%s", path, mark);
	if (access(marked, F_OK))
		(void)rmdir(path);
	else
		(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void scratch_sweep(void)
{
	DIR *folder = opendir(scratch_place());
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		char path[PATH_MAX];
		int descriptor;

		if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0
			|| snprintf(path, sizeof path, "%s/%s", scratch_place(), entry->d_name)
				>= (int)sizeof path)
			continue;
		descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (descriptor < 0)
			continue;
		remove_abandoned(path, descriptor);
		(void)close(descriptor);
	}
	if (folder)
		(void)closedir(folder);
}

/* nftw has no context; the agent's minder has one thread. */
static uint64_t named;

static int count_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)path;
	(void)place;
	named += type == FTW_NS ? 0 : (uint64_t)status->st_blocks * BLOCK;
	return 0;
}

/* Files that have lost their name are found where a process holds them; one that several
 * descriptors hold counts more than once. */
static uint64_t used_by(const char *process, const char *start)
{
	char path[PATH_MAX], link[PATH_MAX];
	uint64_t sum = 0;
	DIR *folder;
	struct dirent *entry;

	(void)snprintf(path, sizeof path, "/proc/%.16s/fd", process);
	folder = opendir(path);
	while (folder && (entry = readdir(folder))) {
		ssize_t length = readlinkat(dirfd(folder), entry->d_name, link, sizeof link - 1);
		struct stat status;

		if (length <= 0)
			continue;
		link[length] = 0;
		if (strncmp(link, start, strlen(start)) == 0
			&& fstatat(dirfd(folder), entry->d_name, &status, 0) == 0
			&& S_ISREG(status.st_mode) && status.st_nlink == 0)
			sum += (uint64_t)status.st_blocks * BLOCK;
	}
	if (folder)
		(void)closedir(folder);
	return sum;
}

uint64_t scratch_used(const struct scratch *scratch)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	char start[PATH_MAX + 32];
	uint64_t sum = 0;

	(void)snprintf(start, sizeof start, "%s/%s", scratch_place(), prefix);
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			sum += used_by(entry->d_name, start);
	if (folder)
		(void)closedir(folder);
	named = 0;
	(void)nftw(scratch->path, count_one, 16, FTW_PHYS);
	return sum + named;
}

bool scratch_disk_full(const struct scratch *scratch)
{
	struct statvfs status;
	uint64_t least;

	if (statvfs(scratch->path, &status))
		return false;
	least = (uint64_t)status.f_blocks * (uint64_t)status.f_frsize / FREE_PART;
	if (least > LEAST_FREE)
		least = LEAST_FREE;
	return (uint64_t)status.f_bavail * (uint64_t)status.f_frsize < least;
}
