/* verified.c - remembers files whose content was held against their digest. */
#define _GNU_SOURCE
#include "agent/verified.h"

#include "base/memory.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { FILES_MOST = 1 << 16, FRESH = 60, SETTLED = 2 /* seconds */ };

struct verified_file {
	struct sha256 digest;
	struct stat was;
};

void verified_release(struct verified *verified)
{
	free(verified->file);
	hashindex_release(&verified->index);
	*verified = (struct verified){0};
}

static struct verified_file *find(const struct verified *verified, const struct sha256 *digest)
{
	uint32_t i = hashindex_find(&verified->index, sha256_hash(digest), digest, sizeof *digest,
		verified->file, sizeof *verified->file);

	return i == HASHINDEX_NONE ? NULL : &verified->file[i];
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool verified_has(const struct verified *verified, const struct sha256 *digest, int descriptor)
{
	const struct verified_file *file = find(verified, digest);
	struct stat now;

	return file && fstat(descriptor, &now) == 0 && now.st_dev == file->was.st_dev
		&& now.st_ino == file->was.st_ino && now.st_size == file->was.st_size
		&& same_time(&now.st_mtim, &file->was.st_mtim)
		&& (int64_t)time(NULL) - now.st_mtime < FRESH;
}

/* Several agents use one store: a recent time that another has set stays, once a write
 * now would set another. */
static bool mark_used(int descriptor, struct stat *now)
{
	struct timespec at[2];
	int64_t age;

	if (fstat(descriptor, now) || clock_gettime(CLOCK_REALTIME, &at[1]))
		return false;
	age = at[1].tv_sec - now->st_mtime;
	if (age >= SETTLED && age < FRESH / 2)
		return true;
	at[0] = at[1];
	return futimens(descriptor, at) == 0 && fstat(descriptor, now) == 0
		&& same_time(&now->st_mtim, &at[1]);
}

void verified_add(struct verified *verified, const struct sha256 *digest, int descriptor)
{
	struct verified_file *file = find(verified, digest);
	struct fault ignored = {0};
	struct stat now;

	if (!mark_used(descriptor, &now))
		return;
	if (verified->count == FILES_MOST) {
		hashindex_clear(&verified->index);
		verified->count = 0;
		file = NULL;
	}
	if (!file) {
		if (memory_grow(&verified->file, &verified->room, verified->count + 1, &ignored)
			|| hashindex_add(&verified->index, sha256_hash(digest),
				(uint32_t)verified->count, &ignored))
			return;
		file = &verified->file[verified->count++];
		file->digest = *digest;
	}
	file->was = now;
}
