/* flaw - where a text has its first bytes that are no UTF-8, for messages. */
#ifndef TEXT_FLAW_H
#define TEXT_FLAW_H

#include "text/documents.h"

#include <stdbool.h>
#include <stdint.h>

/* A zeroed struct has none. */
struct flaw {
	bool found;
	uint64_t seen;  /* bytes that were no UTF-8 in all chunks looked at */
	uint64_t chunk; /* number of the first document of the chunk that has it */
	char place[512]; /* "news.txt: line 7 (ISO-8859-1?)" */
};

/* After a chunk: invalid bytes were met so far, in this and the chunks before it, of
 * which each has a higher number than the last. */
void flaw_look(struct flaw *flaw, const struct chunk *chunk, uint64_t invalid);

/* It is there. */
void flaw_place(struct flaw *flaw, const char *path, uint64_t line, const char *guess);

/* Keeps the earlier one. */
void flaw_merge(struct flaw *flaw, const struct flaw *other);

#endif
