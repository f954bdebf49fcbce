/* project - documents into the space of a model (folding in).
 *
 * A document's vector is x = U'd, d its weighted words: its row of A, in the
 * basis of the model's factors, times sigma^power; with power -1 it is its row of V.  Cosines of
 * x are those of A's best approximation of rank k.
 * Cost: 2 nnz k flops.  In f32, the same bits on any processor.
 * Source: Deerwester, Dumais, Furnas, Landauer, Harshman (1990), "Indexing by
 * latent semantic analysis". */
#ifndef LSI_PROJECT_H
#define LSI_PROJECT_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "num/product.h"
#include "stream/corpus.h"
#include "stream/dense.h"

#include <stddef.h>

struct projection {
	size_t k;
	struct panels panels; /* U in f32, V x k; columns times sigma^power */
};

int project_init(struct projection *projection, const struct factors *factors,
	double power, struct fault *fault) MUST_USE;
void project_release(struct projection *projection);

/* As relay_vectors needs it: rows of documents become rows of k numbers.
 * FAULT_DATA names a document whose vector is not finite.  Re-entrant. */
int project_step(void *projection, const struct rows *in, struct dense *out,
	struct fault *fault) MUST_USE;

#endif
