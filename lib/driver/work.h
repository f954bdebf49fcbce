/* work - the folder of a run: journal, results, and a lock.
 *
 * A result is a file that is named by its task (the hash of filter,
 * parameters and inputs), and the journal has a line for each that is whole:
 *     done<TAB>NAME<TAB>DIGEST<TAB>BYTES<TAB>SECONDS<TAB>HOST<TAB>CHECKSUM
 * appended after the result has its name, so that a run that was killed at
 * any instant goes on where it was: the same command asks for the same
 * names, and finds them.  A line that was cut short is dropped.
 *
 * A combined result stands for several tasks, each with the digest that its own result
 * had; and a host may keep the result of a task, which is a hint, not more:
 *     sum<TAB>NAME<TAB>DIGEST<TAB>BYTES<TAB>SECONDS<TAB>HOST{<TAB>TASK<TAB>DIGEST<TAB>BYTES}
 *     kept<TAB>TASK<TAB>DIGEST<TAB>BYTES<TAB>SECONDS<TAB>HOST */
#ifndef DRIVER_WORK_H
#define DRIVER_WORK_H

#include "base/sha256.h"
#include "base/fault.h"
#include "base/hashindex.h"
#include "driver/workline.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record {
	struct sha256 name, digest;
	uint64_t size;
	bool lost; /* to be made again */
	enum record_kind { RECORD_DONE, RECORD_SUM, RECORD_PART, RECORD_KEPT } kind;
	size_t sum;   /* of a part: the record of its sum, of a sum: its tasks */
	char *host;   /* that made it, or keeps it, as in messages; NULL: of a part */
};

struct work {
	char folder[PATH_MAX - 96];
	bool temporary; /* of our own making: removed unless kept */
	int lock, journal;
	struct record *record; /* size records */
	size_t records, room;
	struct hashindex index; /* of them by name */
	uint64_t counter;      /* of scratch names */
	double syncing;        /* seconds until results were on the disk */
	/* gets notes on results that are damaged; may be NULL */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
};

/* folder NULL: a new one in TMPDIR.  FAULT_USAGE where it is neither empty nor has the
 * mark of a work folder in it: then nothing in it was touched.  FAULT_RETRY where another
 * driver works there, FAULT_DATA where the journal is damaged other than at its end. */
int work_open(struct work *work, const char *folder, const char *command,
	struct fault *fault) MUST_USE;

/* Reads through what earlier runs left.  A file that is not what the journal says is noted,
 * removed, and lost: to be made again, and with it, for it may be made of them, all that
 * were dropped once they had been used.  The journal has that as
 *     lost<TAB>NAME<TAB>DIGEST<TAB>BYTES<TAB>0<TAB>here<TAB>CHECKSUM */
int work_check(struct work *work, struct fault *fault) MUST_USE;

/* A result that is no good is removed, and to be made again. */
int work_lose(struct work *work, const struct sha256 *name, struct fault *fault) MUST_USE;

/* keep: a temporary one stays too. */
void work_close(struct work *work, bool keep);

/* NULL where the journal has no such result, or it is lost. */
const struct record *work_find(const struct work *work, const struct sha256 *name);

/* The path that the result has, and one for a result in the making. */
void work_path(const struct work *work, const struct sha256 *name, char path[PATH_MAX]);
void work_scratch(struct work *work, char path[PATH_MAX]);

/* The scratch file becomes the result of that name: fsync (unless the folder
 * is temporary), rename, a line in the journal. */
int work_accept(struct work *work, const char *scratch, const struct sha256 *name,
	const struct sha256 *digest, uint64_t size, double seconds, const char *host,
	struct fault *fault) MUST_USE;

/* The same of a combined result, and of what a host keeps (without fsync). */
int work_accept_sum(struct work *work, const char *scratch, const struct record *sum,
	double seconds, const char *host, const struct work_part *part, size_t parts,
	struct fault *fault) MUST_USE;
int work_keep(struct work *work, const struct work_part *part, double seconds, const char *host,
	struct fault *fault) MUST_USE;

/* The task's record where a combined result stands for it, and that of the result;
 * or where a host keeps its result.  NULL: there is none. */
const struct record *work_find_part(const struct work *work, const struct sha256 *task,
	const struct record **sum);
const struct record *work_find_kept(const struct work *work, const struct sha256 *task);

#endif
