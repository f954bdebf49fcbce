/* outfile.c - a file that appears whole or not at all. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "base/outfile.h"

#include "base/fullio.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, SLOTS = 64, LINKS = 40, NAME_KEPT = 200, TRIES = 100 };

/* Names that a signal handler has to unlink: taken and given back by
 * flipping a flag, so that the handler never sees half a name. */
static struct {
	volatile sig_atomic_t taken;
	char name[PATH_MAX];
} slots[SLOTS];

static void unlink_and_raise(int number)
{
	int i;

	for (i = 0; i < SLOTS; i++)
		if (slots[i].taken)
			(void)unlink(slots[i].name);
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

void outfile_guard_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = unlink_and_raise};
	size_t i;

	(void)sigfillset(&action.sa_mask);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct sigaction old;

		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	}
}

static mode_t mode_of_umask(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return 0666 & ~mask;
}

/* An unused name beside the target; its slot, or -1. */
static int take_slot(const char *target)
{
	static unsigned counter;
	const char *slash = strrchr(target, '/'), *name = slash ? slash + 1 : target;
	int i;

	for (i = 0; i < SLOTS; i++) {
		if (slots[i].taken)
			continue;
		/* a name may be as long as names can be, and this one has to fit as well */
		if (snprintf(slots[i].name, sizeof slots[i].name, "%.*s%.*s.tmp-%ld-%u",
			(int)(name - target), target, NAME_KEPT, name, (long)getpid(),
			counter++) >= (int)sizeof slots[i].name) {
			errno = ENAMETOOLONG;
			return -1;
		}
		slots[i].taken = 1;
		return i;
	}
	errno = EMFILE;
	return -1;
}

static void drop_slot(struct outfile *out)
{
	if (out->slot < 0)
		return;
	(void)unlink(slots[out->slot].name);
	slots[out->slot].taken = 0;
	out->slot = -1;
}

/* Makes something with an unused name beside the target, and keeps its slot:
 * what make returned, or -1. */
static int make_beside(struct outfile *out,
	int (*make)(const struct outfile *out, const char *name))
{
	int tries;

	for (tries = 0; tries < TRIES; tries++) {
		int slot = take_slot(out->target), made;

		if (slot < 0)
			return -1;
		made = make(out, slots[slot].name);
		if (made >= 0) {
			out->slot = slot;
			return made;
		}
		/* a file of this name belongs to another process, and stays */
		slots[slot].taken = 0;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static int create(const struct outfile *out, const char *name)
{
	(void)out;
	return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_of_umask());
}

/* Opens a file with no name in the target's folder, or one with a name. */
static int open_beside(struct outfile *out)
{
#ifdef O_TMPFILE
	const char *slash = strrchr(out->target, '/');
	size_t length = slash ? (size_t)(slash - out->target) : 0;
	char folder[PATH_MAX];

	/* only /proc can give it a name later */
	if (length < sizeof folder && access("/proc/self/fd", X_OK) == 0) {
		memcpy(folder, out->target, length);
		folder[length] = 0;
		out->descriptor = open(slash ? length ? folder : "/" : ".",
			O_TMPFILE | O_RDWR | O_CLOEXEC, mode_of_umask());
		if (out->descriptor >= 0)
			return 0;
	}
#endif
	out->descriptor = make_beside(out, create);
	return out->descriptor < 0 ? -1 : 0;
}

/* What the symbolic link at path points to, as a path from here; NULL: no link. */
static char *read_link(const char *path, struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	char link[PATH_MAX], *joined;
	ssize_t length = readlink(path, link, sizeof link - 1);
	size_t folder = slash ? (size_t)(slash - path) + 1 : 0;

	if (length <= 0)
		return NULL;
	if (link[0] == '/')
		folder = 0;
	joined = memory_zeroed(folder + (size_t)length + 1, 1, fault);
	if (joined) {
		memcpy(joined, path, folder);
		memcpy(joined + folder, link, (size_t)length);
	}
	return joined;
}

/* The target of writing to path: links are followed, even to a file that does not exist. */
static char *follow(const char *path, struct fault *fault)
{
	char *at = realpath(path, NULL), *next;
	int hops;

	if (at)
		return at;
	at = memory_copy(path, strlen(path), fault);
	for (hops = 0; at && hops < LINKS && (next = read_link(at, fault)) != NULL; hops++) {
		free(at);
		at = next;
	}
	if (at && hops == LINKS) {
		(void)fault_errno(fault, FAULT_NONE, ELOOP, "%s", path);
		free(at);
		return NULL;
	}
	return at;
}

int outfile_open(struct outfile *out, const char *path, struct fault *fault)
{
	struct stat status;

	*out = (struct outfile){.descriptor = -1, .slot = -1};
	out->buffer = memory_zeroed(BUFFER, 1, fault);
	if (!out->buffer)
		return -1;
	if (!path || strcmp(path, "-") == 0) {
		out->descriptor = STDOUT_FILENO;
		out->direct = true;
		return 0;
	}
	out->target = follow(path, fault);
	if (!out->target)
		return -1;
	if (stat(out->target, &status) == 0 && !S_ISREG(status.st_mode)) {
		out->direct = true;
		out->descriptor = open(out->target, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	} else {
		(void)open_beside(out);
	}
	if (out->descriptor < 0)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	return 0;
}

static const char *name_of(const struct outfile *out)
{
	return out->target ? out->target : "standard output";
}

/* The name after the folder, and the folder. */
static const char *look_up(const char *path, struct stat *folder)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) + 1 : 0;
	char name[PATH_MAX] = ".";

	/* the slash stays, so that the root has a name */
	if (length)
		(void)snprintf(name, sizeof name, "%.*s", (int)length, path);
	return length < sizeof name && stat(name, folder) == 0 ? path + length : NULL;
}

int outfile_differ(const struct outfile *a, const struct outfile *b, struct fault *fault)
{
	bool same = !a->target && !b->target;

	/* links were followed; a file not there yet may still be named in two ways */
	if (a->target && b->target && !a->direct && !b->direct) {
		struct stat folder[2];
		const char *one = look_up(a->target, &folder[0]);
		const char *other = look_up(b->target, &folder[1]);

		same = one && other && strcmp(one, other) == 0
			&& folder[0].st_dev == folder[1].st_dev
			&& folder[0].st_ino == folder[1].st_ino;
	}
	return same ? fault_set(fault, FAULT_USAGE, "%s can't hold two outputs", name_of(a))
		    : 0;
}

static int put(struct outfile *out, const void *data, size_t size, struct fault *fault)
{
	if (fullio_write(out->descriptor, data, size, fault))
		return fault_at(fault, "%s", name_of(out));
	return 0;
}

static int flush(struct outfile *out, struct fault *fault)
{
	size_t size = out->used;

	out->used = 0;
	return size ? put(out, out->buffer, size, fault) : 0;
}

int outfile_write(struct outfile *out, const void *data, size_t size, struct fault *fault)
{
	if (size > BUFFER - out->used && flush(out, fault))
		return -1;
	if (size > BUFFER)
		return put(out, data, size, fault);
	if (size)
		memcpy(out->buffer + out->used, data, size);
	out->used += size;
	return 0;
}

static int link_open(const struct outfile *out, const char *name)
{
	char self[64];

	(void)snprintf(self, sizeof self, "/proc/self/fd/%d", out->descriptor);
	return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/* Gives an unnamed file a name beside the target, for rename to move. */
static int give_name(struct outfile *out)
{
	return out->slot >= 0 ? 0 : make_beside(out, link_open);
}

/* All that can fail on a full disk; a file that is written directly is complete then. */
static int finish(struct outfile *out, struct fault *fault)
{
	if (flush(out, fault))
		return -1;
	if (out->direct) {
		int descriptor = out->descriptor;

		/* close reports delayed errors of a network or a full disk */
		out->descriptor = -1;
		if (close(descriptor) && errno != EINTR)
			return fault_errno(fault, FAULT_IO, errno, "%s", name_of(out));
		return 0;
	}
	if (fsync(out->descriptor) || give_name(out))
		return fault_errno(fault, FAULT_NONE, errno, "%s", name_of(out));
	return 0;
}

static int take_place(struct outfile *out, struct fault *fault)
{
	int slot = out->slot, closed;

	if (out->direct)
		return 0;
	closed = close(out->descriptor);
	out->descriptor = -1;
	if (closed || rename(slots[slot].name, out->target))
		return fault_errno(fault, FAULT_NONE, errno, "%s", name_of(out));
	slots[slot].taken = 0;
	out->slot = -1;
	return 0;
}

int outfile_commit_all(struct outfile *const *outs, size_t count, struct fault *fault)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (finish(outs[i], fault))
			return -1;
	for (i = 0; i < count; i++)
		if (take_place(outs[i], fault))
			return -1;
	return 0;
}

int outfile_commit(struct outfile *out, struct fault *fault)
{
	return outfile_commit_all(&out, 1, fault);
}

void outfile_release(struct outfile *out)
{
	if (!out->buffer)
		return;
	if (out->descriptor > STDERR_FILENO)
		(void)close(out->descriptor);
	out->descriptor = -1;
	drop_slot(out);
	free(out->target);
	free(out->buffer);
	out->target = NULL;
	out->buffer = NULL;
}
