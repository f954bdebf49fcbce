/* inplace.c - knows a file again by its inode, size and times. */
#include "agent/inplace.h"

#include "agent/object.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct inplace_file {
	struct sha256 digest;
	char *path;       /* owned */
	struct stat seen; /* when it was compared */
	bool gone;        /* given up */
	bool known;       /* it was not compared */
};

void inplace_release(struct inplace *inplace)
{
	size_t i;

	for (i = 0; i < inplace->count; i++)
		free(inplace->file[i].path);
	free(inplace->file);
	*inplace = (struct inplace){0};
}

static struct inplace_file *find(const struct inplace *inplace, const struct sha256 *digest)
{
	size_t i;

	for (i = 0; i < inplace->count; i++)
		if (sha256_equal(&inplace->file[i].digest, digest))
			return &inplace->file[i];
	return NULL;
}

static bool same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same(const struct stat *a, const struct stat *b)
{
	return same_inode(a, b) && a->st_size == b->st_size && same_time(&a->st_mtim, &b->st_mtim)
		&& same_time(&a->st_ctim, &b->st_ctim);
}

/* Waits where the last change was just now; its clock may be another than ours. */
static void settle(struct inplace *inplace, const struct stat *seen)
{
	enum { MILLISECONDS = 1000 };
	const int64_t changed = (int64_t)seen->st_ctim.tv_sec;

	if (changed <= inplace->settled || (int64_t)time(NULL) - changed > INPLACE_SETTLED)
		return;
	(void)poll(NULL, 0, (INPLACE_SETTLED + 1) * MILLISECONDS);
	inplace->settled = changed;
}

/* Of a long run there are many that the driver made, used and removed. */
static void drop_removed(struct inplace *inplace)
{
	struct stat now;
	size_t i = 0;

	while (i < inplace->count) {
		struct inplace_file *file = &inplace->file[i];

		if (file->known && stat(file->path, &now)) {
			free(file->path);
			*file = inplace->file[--inplace->count];
		} else {
			i++;
		}
	}
}

static int compare(struct inplace *inplace, const char *path, uint64_t size,
	const struct sha256 *digest, bool known, struct stat *seen, struct fault *fault)
{
	struct object object = {.digest = *digest, .size = size, .path = (char *)(size_t)path};
	struct stat after;

	if (stat(path, seen))
		return fault_errno(fault, FAULT_NO_INPUT, errno, "%s", path);
	if (!S_ISREG(seen->st_mode) || (uint64_t)seen->st_size != size)
		return fault_set(fault, FAULT_DATA, "%s: another file", path);
	if (known)
		return 0;
	settle(inplace, seen);
	if (object_changed(&object) || stat(path, &after) || !same(seen, &after))
		return fault_set(fault, FAULT_DATA, "%s: another file", path);
	return 0;
}

int inplace_add(struct inplace *inplace, const char *path, uint64_t size,
	const struct sha256 *digest, bool known, struct fault *fault)
{
	struct inplace_file *file;
	struct stat seen;

	drop_removed(inplace);
	file = find(inplace, digest);
	if (file)
		return file->gone ? fault_set(fault, FAULT_DATA, "%s: it has changed", path) : 0;
	if (compare(inplace, path, size, digest, known, &seen, fault)
		|| memory_grow(&inplace->file, &inplace->room, inplace->count + 1, fault))
		return -1;
	file = &inplace->file[inplace->count];
	*file = (struct inplace_file){.digest = *digest, .seen = seen, .known = known,
		.path = memory_copy(path, strlen(path), fault)};
	if (!file->path)
		return -1;
	inplace->count++;
	return 0;
}

const char *inplace_path(const struct inplace *inplace, const struct sha256 *digest)
{
	const struct inplace_file *file = find(inplace, digest);

	return file && !file->gone ? file->path : NULL;
}

int inplace_hold(struct inplace *inplace, const struct sha256 *digest)
{
	struct inplace_file *file = find(inplace, digest);
	struct stat now;
	int descriptor;

	if (!file || file->gone)
		return -1;
	descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (descriptor >= 0 && fstat(descriptor, &now) == 0 && same(&now, &file->seen))
		return descriptor;
	if (descriptor >= 0)
		(void)close(descriptor);
	file->gone = true;
	return -1;
}

bool inplace_has(struct inplace *inplace, const struct sha256 *digest, int descriptor, bool *is)
{
	struct inplace_file *file = find(inplace, digest);
	struct stat held, named;

	*is = file && fstat(descriptor, &held) == 0 && same_inode(&held, &file->seen);
	if (!*is)
		return false;
	if (!same(&held, &file->seen) || stat(file->path, &named) || !same(&named, &file->seen))
		file->gone = true;
	return !file->gone;
}
