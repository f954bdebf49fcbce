/* docsums - which documents went into factors or a product: lines of a header,
 *     #learned<TAB>documents=N digest=HEX
 * one for each corpus, in the order in which they were given or merged.  A product, which
 * is of one corpus, has it as #read.  Streams of before have none. */
#ifndef STREAM_DOCSUMS_H
#define STREAM_DOCSUMS_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/docsum.h"

#include <stddef.h>

struct docsums { /* zeroed: of none */
	struct docsum *sum; /* size count; owned */
	size_t count, room;
};

/* More are added up, the first ones, so that years of nightly merges fit in a header. */
#define DOCSUMS_MOST 4096

void docsums_release(struct docsums *sums); /* idempotent; accepts zeroed */
int docsums_add(struct docsums *sums, const struct docsum *sum, struct fault *fault) MUST_USE;
/* The first of them that is in both; NULL: none. */
const struct docsum *docsums_common(const struct docsums *one, const struct docsums *other);

/* The lines of that name ("learned"), and back.  FAULT_DATA: a line that is damaged. */
int docsums_put(const struct docsums *sums, const char *name, struct bytes *lines,
	struct fault *fault) MUST_USE;
int docsums_take(struct docsums *sums, const char *name, const struct bytes *lines,
	struct fault *fault) MUST_USE;

#endif
