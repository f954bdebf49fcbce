/* recompute - the recipe of factors that one command made, and the commands that make
 * factors again. */
#ifndef LSI_RECOMPUTE_H
#define LSI_RECOMPUTE_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"
#include "lsi/truncate.h"
#include "stream/header.h"

#include <stdint.h>

/* What determines a decomposition in memory, beside plan. */
struct recompute_partial {
	const struct truncation *plan;
	uint64_t k;
	uint64_t chunk; /* 0: all at once */
	double decay;   /* with chunk */
	const struct digest *inputs; /* the streams */
};

/* "lsi k=... inputs=HEX numerics=3" and "lsi merge k=...". */
int recompute_partial_recipe(const struct recompute_partial *partial, struct bytes *out,
	struct fault *fault) MUST_USE;
int recompute_merge_recipe(uint64_t k, double decay, const struct digest *inputs,
	struct bytes *out, struct fault *fault) MUST_USE;

/* Appends the line of factors, a basis or a product, with CORPUS or FACTORS, BASIS or BASES and
 * PRODUCTS for the operands, or those of a run of passes (origin.h).  FAULT_DATA where the
 * header does not say enough: factors that were imported, or are of an older topictools. */
int recompute(const struct header *header, struct bytes *out, struct fault *fault) MUST_USE;

#endif
