/* probe - where the k-th eigenvalue of A'A is, before it is known.
 *
 * A few passes of block Lanczos from b random columns: the Ritz values theta_i
 * with weights n/b |E1'y_i|^2 (E1 the first block) are a Gauss quadrature of the
 * density of eigenvalues, so that their sum above t is about how many there are
 * above t.  For a text corpus this is within a few hundredths to a sixth of
 * theta_k; nothing relies on it: a filter that begins too high is seen (krylov.h).
 *
 * Source: Lin, Saad, Yang (2016), "Approximating spectral densities of large
 * matrices". */
#ifndef LSI_PROBE_H
#define LSI_PROBE_H

#include "base/fault.h"
#include "lsi/gram.h"
#include "num/tall.h"

#include <stdint.h>

struct probe {
	size_t factors, block;
	uint64_t seed;
	int threads;
	/* results */
	double a;          /* where a filter begins, below the k-th value; 0: none should */
	struct tall start; /* n x b, random columns of the space of leading vectors */
	struct tall known; /* n x d, leading eigenvectors that are found already, far above a */
	double *theta;     /* size d, their eigenvalues */
	size_t passes;
};

void probe_release(struct probe *probe);

/* Where a filter begins, if theta is about the k-th eigenvalue. */
double probe_begin(double theta);

/* Cost: 7 products; where what is far above a is not sharp yet, a few more, by threes, at
 * most k / 2b. */
int probe_run(struct probe *probe, const struct gram_operator *gram, struct fault *fault) MUST_USE;

#endif
