/* store.c - keeps objects by their content, for all agents of a user. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "agent/store.h"

#include "base/fullio.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, SWEEP_EVERY = 256 };

/* The folder, and those above it that are missing, for the user alone. */
static int make_folder(struct store *store, struct fault *fault)
{
	struct stat status;
	char *slash;

	for (slash = store->folder + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		(void)mkdir(store->folder, 0700);
		*slash = '/';
	}
	if (mkdir(store->folder, 0700) && errno != EEXIST)
		return fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
	if (lstat(store->folder, &status))
		return fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
	if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 022))
		return fault_set(fault, FAULT_DENIED, "%s is not a folder that is yours alone",
			store->folder);
	return 0;
}

int store_open(struct store *store, uint64_t most, struct fault *fault)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	const char *scratch = getenv("TMPDIR");
	struct fault ignored = {0};
	uint64_t freed;
	int length = sizeof store->folder; /* what doesn't fit: there is no home */

	store->since = 0;
	store->most = most ? most : STORE_DEFAULT;
	if (cache && *cache == '/')
		length = snprintf(store->folder, sizeof store->folder, "%s/topictools", cache);
	else if (home && *home == '/')
		length = snprintf(store->folder, sizeof store->folder, "%s/.cache/topictools", home);
	if (length >= (int)sizeof store->folder || make_folder(store, &ignored)
		|| access(store->folder, W_OK | X_OK)) {
		length = snprintf(store->folder, sizeof store->folder, "%s/topictools-%lu",
			scratch && *scratch == '/' ? scratch : "/tmp", (unsigned long)geteuid());
		if (length >= (int)sizeof store->folder)
			return fault_set(fault, FAULT_USAGE, "TMPDIR is too long");
		if (make_folder(store, fault))
			return -1;
	}
	store->held = store_sweep(store, STORE_LIFETIME, &freed);
	return 0;
}

void store_path(const struct store *store, const struct digest *digest,
	char path[PATH_MAX])
{
	char hex[DIGEST_HEX];

	digest_hex(digest, hex);
	(void)snprintf(path, PATH_MAX, "%s/%s", store->folder, hex);
}

/* Discs and crashes do what they like: what is held is looked at once. */
static bool sound(int descriptor, const struct digest *digest)
{
	struct fault ignored = {0};
	struct digester *digester = digester_new(&ignored);
	char *buffer = memory_zeroed(BUFFER, 1, &ignored);
	struct digest found = {{0}};
	size_t got = 0;

	if (digester && buffer) {
		do {
			if (read_full(descriptor, buffer, BUFFER, &got, &ignored))
				break;
			digester_add(digester, buffer, got);
		} while (got == BUFFER);
		found = digester_end(digester);
	}
	digester_free(digester);
	free(buffer);
	return digest_equal(&found, digest);
}

int store_hold(const struct store *store, const struct digest *digest, char path[PATH_MAX])
{
	struct stat status;
	int descriptor;

	store_path(store, digest, path);
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (descriptor < 0)
		return -1;
	/* removed between our open and our lock: then it has no name any more */
	if (flock(descriptor, LOCK_SH) || fstat(descriptor, &status) || status.st_nlink == 0) {
		(void)close(descriptor);
		return -1;
	}
	if (!sound(descriptor, digest)) {
		(void)unlink(path);
		(void)close(descriptor);
		return -1;
	}
	(void)futimens(descriptor, NULL);
	return descriptor;
}

static int make_room(struct store *store, uint64_t size, struct fault *fault)
{
	uint64_t freed, disk, age = STORE_LIFETIME;

	if (size > store->most)
		return fault_set(fault, FAULT_IO, "%llu bytes are more than the store may hold",
			(unsigned long long)size);
	/* what other agents add is seen now and then */
	if (store->held + size > store->most || ++store->since > SWEEP_EVERY) {
		store->since = 0;
		store->held = store_sweep(store, age, &freed);
	}
	for (; store->held + size > store->most && age; age /= 4)
		store->held = store_sweep(store, age / 4, &freed);
	store->held += size;
	disk = store_disk(store);
	if (disk < size + (size >> 3) && age) {
		(void)store_sweep(store, 0, &freed);
		disk = store_disk(store);
	}
	if (disk < size)
		return fault_set(fault, FAULT_IO, "%s: %llu bytes are free and %llu would be "
			"needed", store->folder, (unsigned long long)disk,
			(unsigned long long)size);
	return 0;
}

int store_begin(struct store *store, struct incoming *incoming,
	const struct digest *digest, uint64_t size, struct fault *fault)
{
	*incoming = (struct incoming){.digest = *digest, .size = size, .descriptor = -1};
	if (make_room(store, size, fault))
		return -1;
	incoming->digester = digester_new(fault);
	if (!incoming->digester)
		return -1;
	incoming->descriptor = open(store->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (incoming->descriptor < 0) {
		(void)snprintf(incoming->name, sizeof incoming->name, "%s/coming-XXXXXX",
			store->folder);
		incoming->descriptor = mkostemp(incoming->name, O_CLOEXEC);
	}
	if (incoming->descriptor < 0) {
		incoming->name[0] = 0;
		(void)fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
		store_drop(incoming);
		return -1;
	}
	return 0;
}

int store_put(struct incoming *incoming, const void *data, size_t size, struct fault *fault)
{
	if (size > incoming->size - incoming->got)
		return fault_set(fault, FAULT_DATA, "an object longer than was said");
	if (write_full(incoming->descriptor, data, size, fault))
		return -1;
	digester_add(incoming->digester, data, size);
	incoming->got += size;
	return 0;
}

int store_end(const struct store *store, struct incoming *incoming, struct fault *fault)
{
	const struct digest found = digester_end(incoming->digester);
	char path[PATH_MAX], self[64];
	int failed;

	store_path(store, &incoming->digest, path);
	if (incoming->got != incoming->size || !digest_equal(&found, &incoming->digest)) {
		store_drop(incoming);
		return fault_set(fault, FAULT_DATA, "an object is not what its digest says");
	}
	(void)snprintf(self, sizeof self, "/proc/self/fd/%d", incoming->descriptor);
	failed = incoming->name[0] ? link(incoming->name, path)
		: linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
	if (failed && errno != EEXIST) { /* somebody else's is as good */
		(void)fault_errno(fault, FAULT_NONE, errno, "%s", path);
		store_drop(incoming);
		return -1;
	}
	store_drop(incoming);
	return 0;
}

void store_drop(struct incoming *incoming)
{
	if (!incoming->digester)
		return;
	if (incoming->name[0])
		(void)unlink(incoming->name);
	if (incoming->descriptor >= 0)
		(void)close(incoming->descriptor);
	digester_free(incoming->digester);
	*incoming = (struct incoming){0};
}

/* True where the file is gone afterwards. */
static bool remove_unused(int folder, const char *name, uint64_t seconds, struct stat *status)
{
	int descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool gone = false;

	if (descriptor < 0 || fstat(descriptor, status) || !S_ISREG(status->st_mode)) {
		*status = (struct stat){0};
	} else if ((int64_t)time(NULL) - status->st_mtime >= (int64_t)seconds
		&& flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
		gone = unlinkat(folder, name, 0) == 0;
	}
	if (descriptor >= 0)
		(void)close(descriptor);
	return gone;
}

uint64_t store_sweep(const struct store *store, uint64_t seconds, uint64_t *freed)
{
	DIR *folder = opendir(store->folder);
	struct dirent *entry;
	uint64_t left = 0;

	*freed = 0;
	while (folder && (entry = readdir(folder))) {
		struct digest digest;
		struct stat status;
		bool ours = digest_parse(entry->d_name, strlen(entry->d_name), &digest)
			|| strncmp(entry->d_name, "coming-", 7) == 0;

		if (!ours)
			continue;
		if (remove_unused(dirfd(folder), entry->d_name, seconds, &status))
			*freed += (uint64_t)status.st_size;
		else
			left += (uint64_t)status.st_size;
	}
	if (folder)
		(void)closedir(folder);
	return left;
}

uint64_t store_disk(const struct store *store)
{
	struct statvfs status;

	return statvfs(store->folder, &status) ? 0
		: (uint64_t)status.f_bavail * (uint64_t)status.f_frsize;
}
