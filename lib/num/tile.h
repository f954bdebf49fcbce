/* tile - products of panels' rows: what all dense work on tall matrices is.
 *
 * A panel has PANEL columns and is stored by rows, each a cache line.  Blocks
 * of TILE_ROWS rows of two panels stay in the first cache, so nothing is
 * packed: a tile of sums stays in registers, and the rows that come next are
 * fetched meanwhile.  Each number is one chain of fused multiply-adds, in the
 * order of rows (cross) or columns (add): the bits are the same on any
 * processor.
 * Cost: 2 PANEL^2 flops a row. */
#ifndef NUM_TILE_H
#define NUM_TILE_H

#include <stddef.h>

enum { PANEL = 16, TILE_SIZE = PANEL * PANEL, TILE_ROWS = 128 };

/* h (PANEL x PANEL, row-major) += q'w, of rows rows each.  ahead: as many rows
 * that are wanted next; any that are there. */
void tile_cross(size_t rows, const float *q, const float *w, float *h, const float *ahead);

/* Sums of squares of a panel's first columns, in f64, in the order of its rows. */
void tile_squares(const float *panel, size_t rows, size_t columns, double *square);

/* w += q h. */
void tile_add(size_t rows, const float *q, const float *h, float *w, const float *ahead);

#endif
