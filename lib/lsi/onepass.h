/* onepass - a decomposition in one pass, a chunk of documents at a time.
 *
 * The first chunk is decomposed (truncate.h), each other updates the
 * factors (fold.h), so memory holds one chunk and the factors, whatever the
 * size of the corpus.  Chunks are cut by the number of documents alone.  More factors
 * are kept than the final model has, for what an update leaves out is lost.
 * That loss is far larger than what the first chunk's own iterations leave,
 * so these have a coarse tolerance. Chunks of no more documents than factors are kept lose
 * nothing by a decomposition of their own; they are merged (merge.h), and so
 * is every chunk until there are as many factors as are kept. */
#ifndef LSI_ONEPASS_H
#define LSI_ONEPASS_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "lsi/fold.h"
#include "lsi/gather.h"
#include "lsi/truncate.h"
#include "stream/source.h"

#include <stddef.h>

struct onepass {
	struct truncation plan; /* k is what is kept until the end */
	size_t k, chunk;        /* factors in the end, documents at a time */
	size_t chunks;          /* done */
	double decay;
	struct matrix matrix;
	struct gathering gathering;
	struct fold fold;
	struct factors whole;
};

/* whole of a zeroed onepass, with plan, k, chunk and decay set, := the
 * decomposition of all rows of the source. */
int onepass_run(struct onepass *onepass, struct source *source, struct fault *fault) MUST_USE;
void onepass_release(struct onepass *onepass);

#endif
