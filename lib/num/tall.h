/* tall - dense matrices of many rows and few columns, in f32.
 *
 * Stored in panels of PANEL columns, by rows, as sparse products take them
 * (product.h); columns can be added behind the ones there are, and memory that
 * isn't reached isn't used.  Lanes of the last panel beyond the columns hold
 * any finite numbers, which count for nothing.  The work is cut by rows
 * (TALL_ROWS), each part done by one thread (tile.h); sums within a part are
 * in f32, those over parts in f64 and in their order, so results depend
 * neither on the threads nor on the processor. */
#ifndef NUM_TALL_H
#define NUM_TALL_H

#include "base/fault.h"
#include "num/product.h"
#include "num/tile.h"

#include <stddef.h>

enum { TALL_ROWS = 1024 };

struct tall {
	size_t rows;    /* n */
	size_t columns; /* m, in use */
	size_t room;    /* columns allocated, whole panels */
	size_t ready;   /* panels that have been used: they hold numbers */
	float *data;    /* size rows * room; owned */
};

int tall_init(struct tall *tall, size_t rows, size_t room, struct fault *fault) MUST_USE;
void tall_release(struct tall *tall);

static inline float *tall_panel(const struct tall *tall, size_t panel)
{
	return tall->data + panel * tall->rows * PANEL;
}

static inline float *tall_at(const struct tall *tall, size_t row, size_t column)
{
	return tall_panel(tall, column / PANEL) + row * PANEL + column % PANEL;
}

/* Sets how many columns are in use; those never used before are zeros. */
void tall_use(struct tall *tall, size_t columns);

/* to's columns from at on := count columns of from, from first on; they are
 * in use then, and those behind them are not. */
void tall_copy(const struct tall *from, size_t first, size_t count, struct tall *to, size_t at);

/* All of it as a product's operand; borrowed. */
struct panels tall_panels(const struct tall *tall);

/* The columns from a panel's first on, borrowed; to read. */
struct tall tall_from_panel(const struct tall *tall, size_t panel);

/* square (size m) := the squared norms of its columns. */
void tall_squares(const struct tall *tall, double *square);

/* h (m x b, f64, column-major) := q' w.  Cost: 2 n m b flops. */
int tall_cross(const struct tall *q, const struct tall *w, double *h, int threads,
	struct fault *fault) MUST_USE;

/* w := w - q h, and then gram (b x b) := w' w, in one sweep; gram NULL: not
 * wanted. */
int tall_purge(const struct tall *q, const double *h, struct tall *w, double *gram, int threads,
	struct fault *fault) MUST_USE;

/* w := w turn.  turn is b x c, c <= b; w has c columns then. */
int tall_turn(struct tall *w, const double *turn, size_t c, int threads,
	struct fault *fault) MUST_USE;

/* out := q y, y m x k in f64, column-major with leading dimension lead. */
int tall_combine(const struct tall *q, const double *y, size_t lead, size_t k,
	struct tall *out, int threads, struct fault *fault) MUST_USE;

/* Numbers of the tiles of a k x k matrix: tile (p, r) is number r * (panels of k) + p, each
 * by rows. */
size_t tall_tiles_size(size_t k);

/* tiles (of m x m, p <= r; f64) += q'q of rows [at, end): sums of TILE_ROWS rows in f32, these
 * in f64.  Cost: n m^2 flops. */
void tall_add_gram(const struct tall *q, size_t at, size_t end, double *tiles);

/* gram (k x k, all of it) := those tiles. */
void tall_gram_of(const double *tiles, size_t k, double *gram);

/* A small matrix, rows x columns with leading dimension lead, times factor, in tiles, number
 * r * (panels of rows) + p; zeros beyond it. */
float *tall_tiles(const double *from, size_t rows, size_t lead, size_t columns, double factor,
	struct fault *fault) MUST_USE;

/* to (panels of TILE_ROWS rows) := rows [at, at + rows) of q y, rows <= TILE_ROWS; y as such
 * tiles, of k columns. */
void tall_rows_times(const struct tall *q, const float *tiles, size_t k, size_t at, size_t rows,
	float *to);

#endif
