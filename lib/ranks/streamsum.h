/* streamsum - statistics or a product of each rank, to the sum of all on each.
 *
 * Each rank reads one stream, a block of terms at a time, so that memory is some blocks,
 * whatever the stream's size.  The sum has the bytes of the stream that one lda-estep or
 * lsi-multiply over all shards writes. */
#ifndef RANKS_STREAMSUM_H
#define RANKS_STREAMSUM_H

#include "base/fault.h"
#include "ranks/ranks.h"
#include "stream/sink.h"
#include "stream/source.h"

/* An open source, to its end; the sum goes to the sink, without commit; sink NULL: it is
 * not written.  Collective: every rank gets the same fault.  FAULT_DATA: no statistics or
 * product, several streams, or what the ranks have does not belong together. */
int streamsum(const struct ranks *ranks, struct source *source, struct sink *sink,
	struct fault *fault) MUST_USE;

#endif
