/* missed - singular values of a corpus that a model lacks.
 *
 * A verifying chain (krylov.h, unseen.h) in the complement of the model's
 * vectors.  What it finds above the last factor's square, and above what the
 * factors' own errors account for, is missing.
 * Cost: 64 nnz flops and 128 V k for each of some ten products. */
#ifndef LSI_MISSED_H
#define LSI_MISSED_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "num/csr.h"

#include <stddef.h>

struct missed {
	double share;   /* values that exceed the last by it are found; input */
	size_t count;   /* found so far: a lower bound of those missing */
	double largest; /* of them, or of what was seen in the complement */
	double chance;  /* of having overlooked one */
};

/* matrix: all documents, finished.  The model's terms are its columns. */
int missed_find(struct missed *missed, const struct factors *factors,
	const struct matrix *matrix, int threads, struct fault *fault) MUST_USE;

#endif
