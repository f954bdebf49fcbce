/* npyin - NumPy's array file, read: versions 1 to 3, two dimensions or one, C or
 * Fortran order, little-endian f2 is not known, f4, f8, i4, i8 are.
 * Source: NumPy Enhancement Proposal 1. */
#ifndef FORMAT_NPYIN_H
#define FORMAT_NPYIN_H

#include "base/fault.h"

#include <stddef.h>

struct npyin {
	size_t rows, columns; /* of one dimension: columns is 1 */
	double *value;        /* rows x columns, row-major */
};

/* path NULL or "-": standard input; compressed as textin.h reads it.  FAULT_DATA: no
 * array of this kind, cut short, longer than its head says, a value that is not finite;
 * FAULT_SYSTEM where it does not fit in memory. */
int npyin_read(struct npyin *array, const char *path, struct fault *fault) MUST_USE;
void npyin_release(struct npyin *array); /* idempotent; accepts zeroed */

#endif
