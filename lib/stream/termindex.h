/* termindex - from a term to its column: a hash table over a vocabulary,
 * read-only once built and so free to share between threads. */
#ifndef STREAM_TERMINDEX_H
#define STREAM_TERMINDEX_H

#include "base/fault.h"
#include "base/hashindex.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

#define TERM_UNKNOWN HASHINDEX_NONE

struct termindex {
	const struct vocabulary *vocabulary; /* borrowed */
	struct hashindex index;
};

int termindex_init(struct termindex *index, const struct vocabulary *vocabulary,
	struct fault *fault) MUST_USE;
void termindex_release(struct termindex *index);

/* The hash for termindex_find; the same as digest_short(.., 0). */
uint64_t termindex_hash(const char *term, size_t length);
uint32_t termindex_find(const struct termindex *index, const char *term, size_t length,
	uint64_t hash);

#endif
