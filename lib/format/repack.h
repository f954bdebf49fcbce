/* repack - changes the type of values of blocks of sparse rows. */
#ifndef FORMAT_REPACK_H
#define FORMAT_REPACK_H

#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/sink.h"
#include "stream/spool.h"

/* Puts the values in at place from, as the rows' type has them; they fit. */
void repack_values(struct rows *rows, size_t from, const double *values, size_t count);

/* Writes a spool to a sink that has begun.  Each block's values are of the
 * type in kinds (size spool->blocks); blocks of counts among others, which
 * came before a weight was found, are packed again. */
int repack_pour(struct spool *spool, const unsigned char *kinds, const struct header *header,
	int threads, struct sink *sink, struct fault *fault) MUST_USE;

#endif
