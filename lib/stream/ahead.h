/* ahead - decodes members of compressed text in parallel, where their beginnings can be told
 * from other bytes (decoder's find).
 *
 * A window of the input, which begins where a member does, is cut at beginnings into parts of
 * whole members; each is decoded by itself into memory of a fixed size.  A part is kept where
 * it decodes from its first byte to its last and fits, and so are all before it.  What follows
 * is left to the caller, who decodes it as it comes: damage, a beginning that was none, a member
 * larger than the window.  So what is read, and what is refused, is the same for any
 * number of threads. */
#ifndef STREAM_AHEAD_H
#define STREAM_AHEAD_H

#include "base/fault.h"
#include "stream/decoder.h"

#include <stdbool.h>
#include <stddef.h>

struct ahead;

/* For a decoder that has find; NULL on failure. */
struct ahead *ahead_new(const struct decoder *decoder, int threads, struct fault *fault) MUST_USE;
void ahead_free(struct ahead *ahead); /* accepts NULL */

/* Takes input from *next, *left bytes, where a member begins, and more from the descriptor;
 * afterwards they are the input that is left, in memory that holds until the next call, and
 * *ended tells whether the descriptor is at its end.  Nothing that was decoded
 * may be left. */
int ahead_decode(struct ahead *ahead, int descriptor, const unsigned char **next, size_t *left,
	bool *ended, struct fault *fault) MUST_USE;

/* Up to size bytes of what was decoded, 0 where nothing is left. */
size_t ahead_take(struct ahead *ahead, unsigned char *data, size_t size);

#endif
