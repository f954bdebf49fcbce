/* outfile - a file that appears whole or not at all.
 *
 *     struct outfile out;
 *     if (outfile_open(&out, path, fault) == 0
 *         && outfile_write(&out, data, size, fault) == 0)
 *             failed = outfile_commit(&out, fault);
 *     outfile_release(&out);
 *
 * The content is written beside the target, in a file that has no name where
 * the file system can do that, and takes the target's place at commit, after
 * fsync.  Without commit, release leaves the target as it was; so does a
 * signal (outfile_guard_signals) and, where unnamed files exist, kill -9.
 * A symbolic link is followed.  A target that is there and is no regular
 * file (/dev/null, a FIFO) is written directly, and so is standard output. */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outfile {
	int descriptor; /* -1: not open */
	bool direct;    /* no renaming at commit */
	int slot;       /* of the named temporary file, -1: none */
	char *target;   /* what a commit replaces; owned */
	char *buffer;   /* of the writes that are small */
	size_t used;
};

/* path NULL or "-": standard output.  The struct need not be initialised;
 * after a failure it may be released. */
int outfile_open(struct outfile *out, const char *path, struct fault *fault) MUST_USE;
int outfile_write(struct outfile *out, const void *data, size_t size,
	struct fault *fault) MUST_USE;
int outfile_commit(struct outfile *out, struct fault *fault) MUST_USE;

/* Several, count of them: all are written out before the first takes its place. */
int outfile_commit_all(struct outfile *const *outs, size_t count, struct fault *fault) MUST_USE;
void outfile_release(struct outfile *out); /* idempotent; accepts zeroed */

/* FAULT_USAGE where both, open, are standard output or would replace the same
 * file: one of them would be lost. */
int outfile_differ(const struct outfile *a, const struct outfile *b,
	struct fault *fault) MUST_USE;

/* INT, TERM and HUP remove what is half-written and are raised again.  A
 * signal that is ignored stays ignored.  Call once, from main. */
void outfile_guard_signals(void);

#endif
