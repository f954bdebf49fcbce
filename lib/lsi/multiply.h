/* multiply - one pass over a corpus: A'(A B), exactly summable.
 *
 * Rows are gathered into pieces (num/csr.h) that end where a stream ends, and
 * each piece is multiplied in f32, a panel of 16 columns a thread; its product
 * is then put on a grid of multiples of 2^-g, as 64-bit integers.  Integers
 * add up in any order and grouping, so products of shards can be taken
 * and summed anywhere, with the same bits.
 *
 * The grid must be known before the work: g is such that no sum can exceed
 * 2^40.  With F = sum of all squares of A, an entry of A'A b, |b| = 1, is at
 * most |a(column)| |A b| <= F.  Rounding to the grid is at most half of 2^-g,
 * 2^-40 F, for each piece.  What that does to a singular value is a weighted
 * mean of such roundings: for P pieces some 2^-42 sqrt(P) F / sigma^2 of it,
 * less than f32's own 2^-24 as long as sigma^2 is above 2^-18 F.  On this grid
 * nearly all numbers of a product fit in 32 bits, which is what a stream then
 * takes for them (stream/dense.h).
 *
 * An f32 sum within a piece of at most 2^19 nonzeros errs by about
 * 2^-24 (sqrt(rows) + sqrt(row length)) of its absolute sum. */
#ifndef LSI_MULTIPLY_H
#define LSI_MULTIPLY_H

#include "base/fault.h"
#include "lsi/gather.h"
#include "num/product.h"
#include "stream/source.h"

#include <stddef.h>
#include <stdint.h>

struct multiplication {
	struct panels in;    /* V x b, B */
	struct panels sum;   /* V x b, of the current piece */
	int64_t *total;      /* laid out as in's data; owned.  NULL: real is in use */
	double *real;        /* the same in f64, in order of pieces */
	int grid;            /* totals are multiples of 2^-grid */
	int threads;
	struct matrix piece; /* of one stream, perhaps not yet full */
	struct gathering gathering;
	size_t stream;
	uint64_t documents;
	double squares;      /* of all values so far */
	double *each;        /* size streams: of each stream's */
	size_t streams, each_room;
};

/* in is taken over.  bound: F or more, > 0; 0: sums in f64, for no grid. */
int multiply_init(struct multiplication *multiplication, struct panels *in,
	double bound, int threads, struct fault *fault) MUST_USE;
void multiply_release(struct multiplication *multiplication);

/* All rows of an open source.  FAULT_DATA where they exceed the bound. */
int multiply_run(struct multiplication *multiplication, struct source *source,
	struct fault *fault) MUST_USE;

/* The total at (term, column), in f64. */
double multiply_at(const struct multiplication *multiplication, size_t term,
	size_t column);

/* The sum of the squares of all weights of each stream of an open source, in
 * one pass.  *squares (size *streams) is to be freed. */
int multiply_squares(struct source *source, int threads, double **squares,
	size_t *streams, struct fault *fault) MUST_USE;

/* *bound := F, the sum of those. */
int multiply_bound(struct source *source, int threads, double *bound,
	struct fault *fault) MUST_USE;

#endif
