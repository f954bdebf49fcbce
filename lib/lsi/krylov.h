/* krylov - leading eigenvectors of A'A by block Lanczos iterations.
 *
 * For an operator A'A on vectors of n numbers (n documents or n terms,
 * whichever are fewer), the basis
 *     Q = [Q1 Q2 ... Qj],  span{X, A'A X, ..., (A'A)^(j-1) X},  X = A'A random,
 * grows by a block of b columns a pass; each new block is made orthogonal to
 * all before it (ortho.h), so that T = Q' A'A Q holds to f32's rounding, and
 *     A'A Q = Q T + Q(j+1) R E',   E the last b columns of the identity.
 * Eigenpairs (theta, y) of T give singular values sqrt(theta) and vectors Q y
 * (Rayleigh and Ritz), whose residual is |R E'y|, known without a product.
 * When the basis is full, it is restarted from its leading Ritz vectors
 * (thick restart); the relations above still hold.
 *
 * Such a chain of blocks holds at most b vectors of an eigenspace.  A block
 * that loses columns, because the space that it spans is invariant, is filled
 * up with random columns; and once all factors have converged, a chain is
 * started from a random block in the complement of Q, to look for singular
 * values that the others have missed (unseen.h).  If it finds some, it
 * continues until they have converged as well, and another one follows.  T is all
 * of Q' A'A Q, whatever the chains; each has an R of its own, and the block Z
 * that would have followed it, of which later chains take some into Q: what
 * counts of a residual Z R E'y is what is outside of Q.
 *
 * Products and basis are in f32, T and its eigenproblem in f64.  Vectors are
 * wrong by about 1e-6 at best, singular values by the square of that and by
 * what a product's rounding adds, about 1e-7 sigma(1)^2 / sigma(i)^2; ritz.h
 * corrects that where it matters.
 *
 * Sources: Golub, Underwood (1977), "The block Lanczos method for computing
 * eigenvalues"; Wu, Simon (2000), "Thick-restart Lanczos"; Saad (2011),
 * "Numerical methods for large eigenvalue problems", chapter 6. */
#ifndef LSI_KRYLOV_H
#define LSI_KRYLOV_H

#include "base/fault.h"
#include "lsi/gram.h"
#include "lsi/ortho.h"
#include "lsi/tail.h"
#include "num/tall.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct krylov_plan {
	size_t factors;   /* k, leading eigenpairs that have to converge */
	size_t block;     /* b, columns that a pass adds */
	size_t most;      /* columns of the basis, at least factors + 3 block */
	size_t passes;    /* of a chain at most; 0: any number */
	double tolerance; /* relative error of each sigma */
	double share;     /* no sigma that exceeds the last by this share may be
			     missed; 0: none is looked for */
	double filter;    /* a, where the operator is filter.h's polynomial, and theta its
			     eigenvalues; 0: it is A'A */
	uint64_t seed;
	int threads;
};

struct krylov {
	struct krylov_plan plan;
	const struct gram_operator *gram;
	struct tall basis;    /* n x m, Q */
	struct tall next;     /* n x b, the block that follows */
	struct tall product;  /* n x b, scratch */
	struct ortho ortho;
	size_t ahead;         /* columns of next; 0: the basis spans all */
	size_t linked;        /* of these, the first so many are of the product */
	size_t coupled;       /* the basis's last columns that next's product has a share in,
				 besides its own */
	struct tail *tail;    /* of each chain; the last is of the one that grows */
	size_t tails, tail_room;
	size_t room;          /* columns that the basis has room for */
	size_t products;      /* that a verifying chain takes */
	double *t;            /* lead x lead, upper triangle of T, column-major, of the basis's
				 columns */
	size_t lead;          /* columns that t has room for */
	double *theta, *error, *residual; /* size room, of the pairs solved; after a check */
	double *square;       /* tails x m, of residuals by chains; after a check */
	double *before;       /* size room: theta of the check before */
	double *y;            /* m x solved, leading eigenvectors of T, after a check */
	size_t checked;       /* m at the last check */
	size_t solved;        /* pairs of T that are known since: k, or m if that is less */
	size_t visible;       /* theta above rounding, at the last check */
	size_t converged;     /* leading factors within the tolerance, at the last check */
	bool settled;         /* those that there are, up to k, have converged */
	double unseen;        /* the share looked for; 0: all is known; < 0: nothing was looked for */
	size_t chains;        /* that looked for more */
	size_t passes;
	double worst;         /* estimated error of the first factors, at the last check */
	double pace;          /* factor by which it shrinks each pass */
	struct {
		double gain;  /* 0: none */
		size_t passes;
	} earlier, last;      /* two checks, for the pace */
};

/* Squares of singular values below this share of the largest are rounding of
 * f32 products. */
#define KRYLOV_FLOOR 1e-6

/* What a value has to exceed another by, of its slope, to be more than rounding of it. */
#define KRYLOV_ABOVE 1e-5

int krylov_init(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault) MUST_USE;
void krylov_release(struct krylov *krylov);

/* Where a chain begins. */
struct krylov_start {
	const struct tall *block; /* n x b; NULL: random columns */
	const struct tall *known; /* n x d, eigenvectors of the basis from the beginning */
	const double *value;      /* size d, their eigenvalues */
};

/* krylov_init from there, without its first pass. */
int krylov_init_from(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, const struct krylov_start *start,
	struct fault *fault) MUST_USE;

/* krylov_init without its first pass: the caller fills basis and next. */
int krylov_prepare(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault) MUST_USE;

/* next := A'A times the last count columns of the basis, in hand as next, made
 * orthonormal and orthogonal to the basis; their columns of T are set, and
 * they end the chain. */
int krylov_absorb(struct krylov *krylov, size_t count, struct fault *fault) MUST_USE;

/* Ends the chain: next := a random block in the complement of basis and next,
 * at most width columns.  The next block begins another chain. */
int krylov_branch(struct krylov *krylov, size_t width, struct fault *fault) MUST_USE;

/* Takes the last count columns of the basis,
 * out of what tails of ended chains have outside of it. */
int krylov_capture(struct krylov *krylov, size_t count, struct fault *fault) MUST_USE;

/* The blocks that follow are of another chain; next is what would have
 * followed. */
int krylov_next_chain(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Room for so many columns of T. */
int krylov_hold(struct krylov *krylov, size_t columns, struct fault *fault) MUST_USE;

/* One pass: the next block joins the basis, and its product is taken. */
int krylov_step(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Solves the projected problem and estimates errors. */
int krylov_check(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Singular values whose squares have to be seen are above this. */
double krylov_threshold(const struct krylov *krylov);

/* Keeps enough leading Ritz vectors that half of the room is free or
 * all that are asked for stay. */
int krylov_restart(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Steps, checks and restarts until the factors have converged, the passes (0: any
 * number) are used up, or nothing is gained; begins with a check where a chain is there
 * already. */
int krylov_converge(struct krylov *krylov, size_t passes, struct fault *fault) MUST_USE;

/* basis := its first count Ritz vectors, after a check. */
int krylov_vectors(struct krylov *krylov, size_t count, struct fault *fault) MUST_USE;

/* Bytes that a run needs beside its operator's. */
size_t krylov_bytes(size_t n, const struct krylov_plan *plan);

#endif
