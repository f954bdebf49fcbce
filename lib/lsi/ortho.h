/* ortho - a block made orthonormal, and orthogonal to a basis.
 *
 * For a basis Q (n x m) and a block W (n x b),
 *     W = Q H + Z R,   Z (n x c) orthonormal, orthogonal to Q, c <= b.
 * Directions of W that are smaller than the rounding of what they come from
 * are dropped.  A block that loses columns that way can be filled up with
 * random ones: directions that the space has not seen.
 *
 * Of a product A'A Q(j) nearly all of H belongs to Q(j) and the block before.
 * That is taken out first; what is left is small, and one more sweep over the
 * basis leaves Z orthogonal to it to f32's rounding.  Other blocks take two.
 * Cost: 4 n m b flops, or 8.
 * Source: Stewart (2008), "Block Gram-Schmidt orthogonalization". */
#ifndef LSI_ORTHO_H
#define LSI_ORTHO_H

#include "base/fault.h"
#include "num/tall.h"

#include <stddef.h>
#include <stdint.h>

struct ortho {
	size_t room, block; /* columns: of the basis, of a block, at most */
	uint64_t key;       /* of random columns */
	uint64_t drawn;     /* random columns drawn so far */
	int threads;
	double flops;
	double *h;          /* after ortho_block: m x b, H */
	double *r;          /* after ortho_block: c x b, R */
	double *again, *gramian, *work; /* scratch */
};

int ortho_init(struct ortho *ortho, size_t room, size_t block, uint64_t key, int threads,
	struct fault *fault) MUST_USE;
void ortho_release(struct ortho *ortho);

/* next := Z, with c columns; h and r are set.  recent: the basis's last columns
 * that hold nearly all that next shares with it; 0: not known.
 * Errors: FAULT_INTERNAL where next is not finite. */
int ortho_block(struct ortho *ortho, const struct tall *basis, size_t recent, struct tall *next,
	struct fault *fault) MUST_USE;

/* Adds random columns to next, which is orthonormal and orthogonal to the
 * basis, until it has width columns or the space has no more.  The basis has
 * room for them and is as before in the end; h and r are not kept. */
int ortho_fill(struct ortho *ortho, struct tall *basis, struct tall *next, size_t width,
	struct fault *fault) MUST_USE;

#endif
