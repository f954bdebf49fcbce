/* tripleruns - entries in any order to entries by row and column, in bounded memory:
 * what is more than one run is sorted and put into a temporary file, and the runs are
 * merged.  Entries of one place come in the order in which they were added. */
#ifndef FORMAT_TRIPLERUNS_H
#define FORMAT_TRIPLERUNS_H

#include "base/fault.h"
#include "base/tempfile.h"

#include <stddef.h>
#include <stdint.h>

struct triple {
	uint64_t row, number; /* both from 0; number: of the entry, sets its order */
	double value;
	uint32_t column;      /* from 0 */
};

/* A piece of a run that is being merged: in memory the triples [at, end). */
struct triplerun {
	uint64_t from;       /* where in the file it goes on, bytes */
	uint64_t left;       /* triples of the file that are not yet in memory */
	struct triple *triple;
	size_t at, end;
};

struct tripleruns {
	size_t run_most;     /* triples of a run, set before the first; 0: TRIPLE_RUN */
	struct triple *triple;
	size_t count, room;
	uint64_t added;
	struct tempfile file; /* spilled runs */
	struct triplerun *run; /* the heap's first is next */
	size_t runs, run_room, heap;
};

#define TRIPLE_RUN ((size_t)1 << 21) /* 64 MiB */

/* Zeroed, run_most apart, it is empty. */
int tripleruns_add(struct tripleruns *runs, uint64_t row, uint32_t column, double value,
	struct fault *fault) MUST_USE;

/* After the last was added; then tripleruns_next: the next by row and column, NULL behind the
 * last or, with *failed set, where the file could not be read. */
int tripleruns_end(struct tripleruns *runs, struct fault *fault) MUST_USE;
const struct triple *tripleruns_next(struct tripleruns *runs, int *failed, struct fault *fault);
void tripleruns_release(struct tripleruns *runs); /* accepts zeroed */

#endif
