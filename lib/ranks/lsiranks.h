/* lsiranks - LSI in several passes over shards that ranks share.
 *
 * In a pass each rank multiplies the basis by its own shards, and all add their products up
 * (whole numbers); rank 0 alone takes the steps between passes, whose last digits depend
 * on its BLAS.  Its work folder has the basis and the product of each pass: they are the
 * state, as for lsi-basis, and a run that ended goes on from them. */
#ifndef RANKS_LSIRANKS_H
#define RANKS_LSIRANKS_H

#include "base/fault.h"
#include "ranks/ranks.h"
#include "ranks/shares.h"

#include <stdbool.h>
#include <stdint.h>

struct lsiranks {
	const char *work;    /* folder, on rank 0 */
	uint64_t k, block, passes, seed; /* block and passes 0: the usual (passes.h) */
	double tolerance;
	int threads;
	const char *output;  /* NULL: standard output */
	bool force;
	/* notes, of rank 0 alone; may be NULL */
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
};

/* Writes the factors on rank 0.  shards: all of them, count many.  Collective; all ranks
 * have the same fault.  FAULT_USAGE: the folder has another run, or something else. */
int lsiranks_run(const struct lsiranks *run, const struct ranks *ranks,
	const struct shares *shares, size_t shards, struct fault *fault) MUST_USE;

#endif
