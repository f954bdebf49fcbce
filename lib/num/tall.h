/* tall - dense matrices of many rows and few columns, in f32.
 *
 * Column-major, so that columns can be added behind the ones there are and
 * memory that isn't reached isn't used.  The work is cut by rows (TALL_ROWS),
 * each part done by one thread with BLAS; sums over parts are in f64 and in
 * their order, so results don't depend on the number of threads. */
#ifndef NUM_TALL_H
#define NUM_TALL_H

#include "base/fault.h"

#include <stddef.h>

enum { TALL_ROWS = 1024 };

struct tall {
	size_t rows;    /* n, also the distance of columns */
	size_t columns; /* m, in use */
	size_t room;    /* columns allocated */
	float *data;    /* size rows * room; owned */
};

int tall_init(struct tall *tall, size_t rows, size_t room, struct fault *fault) MUST_USE;
void tall_release(struct tall *tall);

static inline float *tall_column(const struct tall *tall, size_t column)
{
	return tall->data + column * tall->rows;
}

/* h (m x b, f64, column-major) := q' w.  Cost: 2 n m b flops. */
int tall_cross(const struct tall *q, const struct tall *w, double *h, int threads,
	struct fault *fault) MUST_USE;

/* w := w - q h, and then again := q' w, gram (b x b) := w' w, in one sweep. */
int tall_purge(const struct tall *q, const double *h, struct tall *w, double *again,
	double *gram, int threads, struct fault *fault) MUST_USE;

/* w := (w - q h) turn; h NULL: w := w turn.  turn is b x c, c <= b; w has c
 * columns then. */
int tall_turn(const struct tall *q, const double *h, struct tall *w, const double *turn,
	size_t c, int threads, struct fault *fault) MUST_USE;

/* out := q y, y m x k in f64, column-major with leading dimension lead. */
int tall_combine(const struct tall *q, const double *y, size_t lead, size_t k,
	struct tall *out, int threads, struct fault *fault) MUST_USE;

#endif
