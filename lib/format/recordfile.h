/* recordfile - a text cut into records: lines, or the records of CSV, whose
 * quoted fields may hold ends of lines.  Memory: the longest record. */
#ifndef FORMAT_RECORDFILE_H
#define FORMAT_RECORDFILE_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textin;

#define RECORD_MOST ((size_t)256 << 20) /* bytes: what is longer is FAULT_DATA */

struct recordfile {
	const char *path;   /* borrowed */
	struct textin *in;
	struct bytes text;
	size_t at;          /* of the text, not yet given out */
	uint64_t line;      /* where the record given out last begins, from 1 */
	uint64_t next;      /* the line after it */
	bool quoted;        /* ends of lines within quotes are no ends */
	bool ended;
};

int recordfile_open(struct recordfile *file, const char *path, struct fault *fault) MUST_USE;
void recordfile_close(struct recordfile *file); /* idempotent; accepts zeroed */

/* 1 and the next record without its end ("\n" or "\r\n"), which may be changed
 * in place, with one byte after it, and is valid until the next call; 0 at the end;
 * -1.  FAULT_DATA names the line: too long, or a quote that never ends. */
int recordfile_next(struct recordfile *file, char **record, size_t *length,
	struct fault *fault) MUST_USE;

/* 1 and the first byte of what comes next that is no blank and no end of line, without
 * taking anything; 0 where there is none. */
int recordfile_peek(struct recordfile *file, char *byte, struct fault *fault) MUST_USE;

#endif
