/* store.c - keeps objects by their content, for all agents of a user. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "agent/store.h"

#include "base/digest.h"
#include "base/filelock.h"
#include "base/fullio.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, SWEEP_EVERY = 256, ROOM_STEP = 1 << 24 };

/* What the driver is to tell of this store; the first thing counts. */
static void tell(struct store *store, const char *format, ...)
{
	va_list arguments;

	if (store->told[0])
		return;
	va_start(arguments, format);
	(void)vsnprintf(store->told, sizeof store->told, format, arguments);
	va_end(arguments);
}

/* The folder is the account's own and others can't write to it.  In a place that others
 * can write to (strict) it is no symbolic link: that would be theirs. */
static int check_folder(struct store *store, bool strict, struct fault *fault)
{
	struct stat status;

	if (strict ? lstat(store->folder, &status) : stat(store->folder, &status))
		return fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
	if (!S_ISDIR(status.st_mode))
		return fault_set(fault, FAULT_DENIED, "%s is not a folder", store->folder);
	if (status.st_uid != geteuid())
		return fault_set(fault, FAULT_DENIED, "%s belongs to another user", store->folder);
	if (status.st_mode & 022) {
		if (chmod(store->folder, status.st_mode & 07755))
			return fault_errno(fault, FAULT_DENIED, errno, "%s can be written by others",
				store->folder);
		tell(store, "the store %s could be written by others; it is private now",
			store->folder);
	}
	if (access(store->folder, R_OK | W_OK | X_OK))
		return fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
	return 0;
}

/* The folder, and those above it that are missing, for the user alone. */
static int make_folder(struct store *store, bool strict, struct fault *fault)
{
	char *slash;

	for (slash = store->folder + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		(void)mkdir(store->folder, 0700);
		*slash = '/';
	}
	if (mkdir(store->folder, 0700) && errno != EEXIST)
		return fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
	return check_folder(store, strict, fault);
}

/* Below the home, as a user says; false where there is no home. */
static bool name_folder(struct store *store)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int length = sizeof store->folder; /* what doesn't fit: there is no home */

	if (cache && *cache == '/')
		length = snprintf(store->folder, sizeof store->folder, "%s/topictools", cache);
	else if (home && *home == '/')
		length = snprintf(store->folder, sizeof store->folder, "%s/.cache/topictools", home);
	return length < (int)sizeof store->folder;
}

int store_open(struct store *store, uint64_t most, struct fault *fault)
{
	const char *scratch = getenv("TMPDIR");
	struct fault why = {0};
	uint64_t freed;

	*store = (struct store){.most = most ? most : STORE_DEFAULT, .inplace = store->inplace};
	if (!name_folder(store) || make_folder(store, false, &why)) {
		if (snprintf(store->folder, sizeof store->folder, "%s/topictools-%lu",
			scratch && *scratch == '/' ? scratch : "/tmp", (unsigned long)geteuid())
			>= (int)sizeof store->folder)
			return fault_set(fault, FAULT_USAGE, "TMPDIR is too long");
		if (why.kind != FAULT_NONE)
			tell(store, "the store is %.100s: %.300s", store->folder, why.text);
		if (make_folder(store, true, fault))
			return -1;
	}
	store->held = store_sweep(store, STORE_LIFETIME, &freed);
	return 0;
}

void store_release(struct store *store)
{
	verified_release(&store->verified);
}

static void own_path(const struct store *store, const struct sha256 *digest,
	char path[PATH_MAX])
{
	char hex[SHA256_HEX];

	sha256_hex(digest, hex);
	(void)snprintf(path, PATH_MAX, "%s/%s", store->folder, hex);
}

void store_path(const struct store *store, const struct sha256 *digest, char path[PATH_MAX])
{
	const char *place = inplace_path(store->inplace, digest);

	if (place)
		(void)snprintf(path, PATH_MAX, "%s", place);
	else
		own_path(store, digest, path);
}

/* Disks fail and crashes leave half a file: what is held was read through by this agent. */
static bool sound(int descriptor, const struct sha256 *digest)
{
	struct fault ignored = {0};
	struct sha256_state *digester = sha256_new(&ignored);
	char *buffer = memory_zeroed(BUFFER, 1, &ignored);
	struct sha256 found = {{0}};
	size_t got = 0;

	if (digester && buffer) {
		do {
			if (fullio_read(descriptor, buffer, BUFFER, &got, &ignored))
				break;
			sha256_add(digester, buffer, got);
		} while (got == BUFFER);
		found = sha256_end(digester);
	}
	sha256_free(digester);
	free(buffer);
	return sha256_equal(&found, digest);
}

/* Whoever removes an object holds its lock for an instant.  A lock that lasts is not
 * ours, and no reason to wait for ever; without locks an object that is removed while
 * it is used is sent again. */
static bool lock_shared(int descriptor)
{
	enum { TRIES = 100, PAUSE = 10 };
	enum filelock lock = FILELOCK_BUSY;
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		lock = filelock_take(descriptor, false);
		if (lock != FILELOCK_BUSY)
			break;
		(void)poll(NULL, 0, PAUSE);
	}
	return lock != FILELOCK_BUSY;
}

static int hold_own(struct store *store, const struct sha256 *digest, char path[PATH_MAX])
{
	struct stat status;
	int descriptor;

	own_path(store, digest, path);
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (descriptor < 0)
		return -1;
	/* removed between our open and our lock: then it has no name any more */
	if (fstat(descriptor, &status) || !S_ISREG(status.st_mode) || !lock_shared(descriptor)
		|| fstat(descriptor, &status) || status.st_nlink == 0) {
		(void)close(descriptor);
		return -1;
	}
	if (verified_has(&store->verified, digest, descriptor))
		return descriptor;
	if (!sound(descriptor, digest)) {
		(void)unlink(path);
		(void)close(descriptor);
		return -1;
	}
	verified_add(&store->verified, digest, descriptor);
	return descriptor;
}

int store_hold(struct store *store, const struct sha256 *digest, char path[PATH_MAX])
{
	int descriptor = inplace_hold(store->inplace, digest);

	store_path(store, digest, path);
	return descriptor >= 0 ? descriptor : hold_own(store, digest, path);
}

bool store_has(const struct store *store, const struct sha256 *digest, int descriptor)
{
	struct stat held, named;
	char path[PATH_MAX];
	bool is, has = inplace_has(store->inplace, digest, descriptor, &is);

	if (is)
		return has;
	own_path(store, digest, path);
	return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0
		&& held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static int disk_short(const struct store *store, uint64_t disk, uint64_t size,
	struct fault *fault)
{
	return fault_set(fault, FAULT_IO, "%s: %llu bytes are free and %llu would be needed",
		store->folder, (unsigned long long)disk, (unsigned long long)size);
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
	if (store->held + size > store->most)
		return fault_set(fault, FAULT_IO, "%s: %llu bytes more than the %llu that the store "
			"may hold (--store), and what is there is in use", store->folder,
			(unsigned long long)(store->held + size - store->most),
			(unsigned long long)store->most);
	store->held += size;
	disk = store_disk(store);
	if (disk < size + (size >> 3) && age) {
		(void)store_sweep(store, 0, &freed);
		disk = store_disk(store);
	}
	return disk < size ? disk_short(store, disk, size, fault) : 0;
}

/* A file in the making; the folder may have been removed meanwhile. */
static int open_new(struct store *store, struct incoming *incoming, struct fault *fault)
{
	int tries;

	for (tries = 0; tries < 2 && incoming->descriptor < 0; tries++) {
		if (tries && (errno != ENOENT || make_folder(store, false, fault)))
			break;
		incoming->descriptor = open(store->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		if (incoming->descriptor >= 0)
			return 0;
		(void)snprintf(incoming->name, sizeof incoming->name, "%s/coming-XXXXXX",
			store->folder);
		incoming->descriptor = mkostemp(incoming->name, O_CLOEXEC);
	}
	if (incoming->descriptor >= 0) {
		(void)filelock_take(incoming->descriptor, false); /* so that no agent removes it */
		return 0;
	}
	incoming->name[0] = 0;
	return fault->kind != FAULT_NONE ? -1
		: fault_errno(fault, FAULT_NONE, errno, "%s", store->folder);
}

static int begin(struct store *store, struct incoming *incoming, struct fault *fault)
{
	incoming->digester = sha256_new(fault);
	if (!incoming->digester)
		return -1;
	if (open_new(store, incoming, fault)) {
		store_drop(incoming);
		return -1;
	}
	return 0;
}

int store_begin(struct store *store, struct incoming *incoming,
	const struct sha256 *digest, uint64_t size, struct fault *fault)
{
	*incoming = (struct incoming){.digest = *digest, .size = size, .descriptor = -1};
	return make_room(store, size, fault) ? -1 : begin(store, incoming, fault);
}

int store_make(struct store *store, struct incoming *incoming, uint64_t most,
	struct fault *fault)
{
	*incoming = (struct incoming){.made = true, .size = most, .descriptor = -1};
	return begin(store, incoming, fault);
}

int store_put(struct incoming *incoming, const void *data, size_t size, struct fault *fault)
{
	if (size > incoming->size - incoming->got)
		return fault_set(fault, FAULT_DATA, "an object is longer than announced");
	if (fullio_write(incoming->descriptor, data, size, fault))
		return -1;
	sha256_add(incoming->digester, data, size);
	incoming->got += size;
	return 0;
}

int store_add(struct store *store, struct incoming *incoming, const void *data, size_t size,
	struct fault *fault)
{
	uint64_t step = size > ROOM_STEP ? size : ROOM_STEP;

	if (size > incoming->size - incoming->got)
		return fault_set(fault, FAULT_DATA, "a result of more than %llu bytes, which its "
			"task can't yield", (unsigned long long)incoming->size);
	if (incoming->got + size > incoming->room) {
		if (make_room(store, step, fault))
			return -1;
		incoming->room += step;
	}
	return store_put(incoming, data, size, fault);
}

/* Gives the file its name; errno where that fails. */
static int give_name(const struct incoming *incoming, const char *path)
{
	char self[64];

	if (!incoming->name[0]) {
		(void)snprintf(self, sizeof self, "/proc/self/fd/%d", incoming->descriptor);
		return linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
	}
	if (link(incoming->name, path) == 0)
		return 0;
	/* a file system without hard links */
	return errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK
		? rename(incoming->name, path) : -1;
}

/* Something stands at the object's name and is not the object: a link, a pipe, a folder,
 * a damaged file.  The folder is ours, so it goes, or is renamed. */
static int clear_name(const struct store *store, const char *path, struct fault *fault)
{
	char aside[PATH_MAX];
	struct stat status;

	if (unlink(path) == 0 || errno == ENOENT || rmdir(path) == 0)
		return 0;
	(void)snprintf(aside, sizeof aside, "%s/strange-XXXXXX", store->folder);
	if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && mkdtemp(aside)
		&& rename(path, aside) == 0)
		return 0;
	return fault_errno(fault, FAULT_IO, errno, "%s: what is there is no object, and can't be "
		"removed", path);
}

int store_end(struct store *store, struct incoming *incoming, struct fault *fault)
{
	const struct sha256 found = sha256_end(incoming->digester);
	char path[PATH_MAX];
	int failed, tries, held;

	if (incoming->made) {
		incoming->digest = found;
		incoming->size = incoming->got;
	}
	if (incoming->got != incoming->size || !sha256_equal(&found, &incoming->digest)) {
		store_drop(incoming);
		return fault_set(fault, FAULT_DATA, "an object is not what its digest says");
	}
	own_path(store, &incoming->digest, path);
	for (tries = 0; tries < 3; tries++) {
		failed = give_name(incoming, path);
		if (!failed) /* what was written was hashed */
			verified_add(&store->verified, &incoming->digest, incoming->descriptor);
		if (!failed || errno != EEXIST)
			break;
		/* another agent's is as good, if it is one */
		held = hold_own(store, &incoming->digest, path);
		if (held >= 0) {
			(void)close(held);
			failed = 0;
			break;
		}
		if (clear_name(store, path, fault))
			break;
	}
	if (failed && fault->kind == FAULT_NONE)
		(void)fault_errno(fault, FAULT_IO, errno, "%s", path);
	store_drop(incoming);
	return failed ? -1 : 0;
}

void store_drop(struct incoming *incoming)
{
	if (!incoming->digester)
		return;
	if (incoming->name[0])
		(void)unlink(incoming->name);
	if (incoming->descriptor >= 0)
		(void)close(incoming->descriptor);
	sha256_free(incoming->digester);
	*incoming = (struct incoming){0};
}

/* True where the file was removed. */
static bool remove_unused(int folder, const char *name, uint64_t seconds, struct stat *status)
{
	/* an exclusive lock needs write access, on some file systems */
	int descriptor = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool gone = false;

	if (descriptor < 0 || fstat(descriptor, status) || !S_ISREG(status->st_mode)) {
		*status = (struct stat){0};
	} else {
		int64_t age = (int64_t)time(NULL) - status->st_mtime;
		enum filelock lock = age >= (int64_t)seconds ? filelock_take(descriptor, true)
							     : FILELOCK_BUSY;

		/* without locks nobody knows who uses it, but what nobody asked for in a day */
		gone = (lock == FILELOCK_TAKEN || (lock == FILELOCK_NONE
			&& age >= STORE_LIFETIME)) && unlinkat(folder, name, 0) == 0;
	}
	if (descriptor >= 0)
		(void)close(descriptor);
	return gone;
}

/* An object, or one of wire 2 and before, named by another digest, or one in the making. */
static bool is_ours(const char *name)
{
	struct sha256 sha256;
	struct digest digest;

	return sha256_parse(name, strlen(name), &sha256)
		|| digest_parse(name, strlen(name), &digest) || strncmp(name, "coming-", 7) == 0;
}

void store_remove(struct store *store, const struct sha256 *digest)
{
	int folder = open(store->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[SHA256_HEX];
	struct stat status;

	sha256_hex(digest, name);
	if (folder >= 0 && remove_unused(folder, name, 0, &status))
		store->held -= (uint64_t)status.st_size < store->held ? (uint64_t)status.st_size
			: store->held;
	if (folder >= 0)
		(void)close(folder);
}

uint64_t store_sweep(const struct store *store, uint64_t seconds, uint64_t *freed)
{
	DIR *folder = opendir(store->folder);
	struct dirent *entry;
	uint64_t left = 0;

	*freed = 0;
	while (folder && (entry = readdir(folder))) {
		struct stat status;

		if (!is_ours(entry->d_name))
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
