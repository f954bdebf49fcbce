/* sized - matrix streams whose totals are known before their first block,
 * for formats that begin with their sizes.
 *
 * Files are read twice,  the first time without decompressing; a stream
 * from a pipe is kept in a temporary file. */
#ifndef FORMAT_SIZED_H
#define FORMAT_SIZED_H

#include "base/fault.h"
#include "stream/source.h"
#include "stream/spool.h"

#include <stdbool.h>
#include <stddef.h>

struct sized {
	struct source source;
	struct totals totals; /* after sized_count */
	const char *const *paths;
	size_t count;
	bool counted, spooled;
	struct spool spool;
};

/* As source_open. */
int sized_open(struct sized *sized, const char *const *paths, size_t count,
	struct fault *fault) MUST_USE;

/* Finds the totals; optional. */
int sized_count(struct sized *sized, struct fault *fault) MUST_USE;

/* As source_next; where totals were found the blocks are compared with them. */
int sized_next(struct sized *sized, struct packed *block, struct fault *fault) MUST_USE;
/* The first stream's name, for messages. */
const char *sized_name(const struct sized *sized);
void sized_close(struct sized *sized); /* idempotent; accepts zeroed */

#endif
