/* sparsesum - sparse rows of all ranks, added up.
 *
 * A block of terms is cut into as many parts as there are ranks; each rank gets the rows of
 * its part from all, adds them up, and gives them to all. */
#ifndef RANKS_SPARSESUM_H
#define RANKS_SPARSESUM_H

#include "base/fault.h"
#include "ranks/ranks.h"
#include "stream/steps.h"

#include <stddef.h>
#include <stdint.h>

/* How many terms are added up at once: what a rank has of them stays within some tens of
 * megabytes. */
uint32_t sparsesum_terms(const struct ranks *ranks, size_t columns);

/* sum (cleared) := the rows of all ranks' own, whose terms are within [first, first +
 * terms) and have no rest.  FAULT_DATA where a sum leaves 64 bits. */
int sparsesum(const struct ranks *ranks, const struct step_rows *own, uint32_t first,
	uint32_t terms, size_t columns, struct step_rows *sum, struct fault *fault) MUST_USE;

#endif
