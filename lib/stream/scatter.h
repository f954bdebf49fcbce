/* scatter - rows put into the order of a random key, in bounded memory.
 *
 * A row's key is a hash of its name under the seed, and where rows before it
 * had that name, of their number too: the order depends on the names and the
 * seed, not on the order or the blocks of the input (but that decides which
 * row of a name is which).  Rows are kept by the upper bits of their keys, in
 * SCATTER_BUCKETS buckets whose content goes to a temporary file without a
 * name; then rows of one name are separated, and bucket after bucket is
 * sorted.  Memory: about SCATTER_FLUSH bytes a bucket, and one bucket, which is
 * about a thousandth of the corpus. */
#ifndef STREAM_SCATTER_H
#define STREAM_SCATTER_H

#include "base/fault.h"
#include "stream/corpus.h"

#include <stdint.h>

enum { SCATTER_BUCKETS = 1024, SCATTER_FLUSH = 16384 };

struct scatter;

struct scatter *scatter_new(uint64_t seed, enum values values, struct fault *fault) MUST_USE;
void scatter_free(struct scatter *scatter); /* accepts NULL */

/* Takes rows of the values given; the context is a struct scatter, as
 * relay_each needs. */
int scatter_put(void *context, const struct rows *rows, struct fault *fault) MUST_USE;

/* Fills an empty block with the next rows; 1, or 0 after the last.  The
 * context is a struct scatter, as relay_fill needs. */
int scatter_next(void *context, struct rows *rows, struct fault *fault) MUST_USE;

#endif
