/* matching - the optimal one-to-one assignment between two sets.
 *
 * Source: Jonker and Volgenant (1987), "A shortest augmenting path algorithm
 * for dense and sparse linear assignment problems", in the form for unequal
 * sets of Crouse (2016), "On implementing 2D rectangular assignment
 * algorithms". */
#ifndef NUM_MATCHING_H
#define NUM_MATCHING_H

#include "base/fault.h"

#include <stddef.h>

#define MATCHING_NONE ((size_t)-1)

/* Chooses min(rows, columns) pairs, each row and each column in one at most,
 * with the least sum of costs.
 *   cost       rows x columns, row-major, finite
 *   column_of  size rows: the column of each row, MATCHING_NONE without one
 * Of several choices with the same sum one is taken by the order of the rows
 * and columns alone.
 * Cost: O(min^2 max).  Errors: FAULT_INTERNAL where a cost is not finite. */
int matching_solve(const double *cost, size_t rows, size_t columns, size_t *column_of,
	struct fault *fault) MUST_USE;

#endif
