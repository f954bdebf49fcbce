/* linefile - a list, one item a line, read line by line in bounded memory:
 * names of documents, terms. */
#ifndef STREAM_LINEFILE_H
#define STREAM_LINEFILE_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct textin;

struct linefile {
	const char *path;   /* borrowed */
	struct textin *in;
	struct bytes text;
	size_t at;          /* of the text, not yet given out */
	uint64_t number;    /* lines given out */
	bool ended;
};

int linefile_open(struct linefile *file, const char *path, struct fault *fault) MUST_USE;

/* 1 and the line without its end ("\n" or "\r\n"), good until the next call;
 * 0 at the end; -1. */
int linefile_next(struct linefile *file, const char **line, size_t *length,
	struct fault *fault) MUST_USE;
void linefile_close(struct linefile *file); /* idempotent; accepts zeroed */

#endif
