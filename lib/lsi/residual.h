/* residual - how well factors fit a corpus.
 *
 * One pass takes A'(A u) for factors u, and from it for each
 *     residual = |A'A u - sigma^2 u| / sigma^2,
 *     sigma of the corpus: |A u|;
 * besides, how far U is from orthonormal, and the share of the corpus's
 * squares that the factors hold: sum sigma^2 / |A|^2.  A residual r bounds the
 * relative distance to the nearest singular value by r / 2; next to its
 * neighbours' distance d (relative) the error is about r^2 / (2 d).
 * Cost: 4 nnz k flops, or less for a sample of the factors. */
#ifndef LSI_RESIDUAL_H
#define LSI_RESIDUAL_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

struct residuals {
	size_t count;        /* of factors looked at */
	size_t *factor;      /* size count: which */
	double *residual;    /* size count */
	double *sigma;       /* size count: |A u| */
	double orthogonality; /* largest entry of |U'U - I|, over all factors */
	double share;        /* of |A|^2 that the model's sigma^2 sum up to */
	uint64_t documents;
};

/* sample: how many of the factors, evenly chosen; 0: all. */
int residual_measure(struct residuals *residuals, const struct factors *factors,
	struct source *source, size_t sample, int threads, struct fault *fault) MUST_USE;
void residual_release(struct residuals *residuals);

#endif
