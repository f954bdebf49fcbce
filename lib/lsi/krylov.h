/* krylov - leading eigenvectors of A'A by block Lanczos iterations.
 *
 * For an operator A'A on vectors of n numbers (n documents or n terms,
 * whichever are fewer), the basis
 *     Q = [Q1 Q2 ... Qj],  span{X, A'A X, ..., (A'A)^(j-1) X},  X = A'A random,
 * grows by a block of b columns a pass; each new block is made orthogonal to
 * all before it (twice), so that T = Q' A'A Q holds to f32's rounding, and
 *     A'A Q = Q T + Q(j+1) R E',   E the last b columns of the identity.
 * Eigenpairs (theta, y) of T give singular values sqrt(theta) and vectors Q y
 * (Rayleigh and Ritz), whose residual is |R E'y|, known without a product.
 * When the basis is full, it is restarted from its leading Ritz vectors
 * (thick restart); the relations above go on to hold.
 *
 * Products and basis are in f32, T and its eigenproblem in f64.  Vectors are
 * wrong by about 1e-6 at best, singular values by the square of that and by
 * what a product's rounding adds, about 1e-7 sigma(1)^2 / sigma(i)^2; ritz.h
 * takes that away where it matters.
 *
 * Sources: Golub, Underwood (1977), "The block Lanczos method for computing
 * eigenvalues"; Wu, Simon (2000), "Thick-restart Lanczos"; Saad (2011),
 * "Numerical methods for large eigenvalue problems", chapter 6. */
#ifndef LSI_KRYLOV_H
#define LSI_KRYLOV_H

#include "base/fault.h"
#include "num/product.h"
#include "num/tall.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* out := A'A in, n x b. */
struct gram_operator {
	size_t n;
	void *context;
	int (*apply)(void *context, const struct panels *in, struct panels *out,
		struct fault *fault);
};

struct krylov_plan {
	size_t factors;   /* k, leading eigenpairs that have to converge */
	size_t block;     /* b, columns that a pass adds */
	size_t most;      /* columns of the basis, at least factors + 3 block */
	size_t passes;    /* at most; 0: any number */
	double tolerance; /* relative error of each sigma */
	uint64_t seed;
	int threads;
};

struct krylov {
	struct krylov_plan plan;
	const struct gram_operator *gram;
	struct tall basis;    /* n x m, Q */
	struct tall next;     /* n x b, the block that follows, or A'A times the last */
	struct panels in, out;
	size_t last;          /* columns of the last block of Q */
	size_t ahead;         /* columns of the next block; 0: the space is invariant */
	double *t;            /* most x most, upper triangle of T, column-major */
	double *r;            /* ahead x last, R */
	double *theta, *error, *residual; /* size most; after a check */
	double *before;       /* size most: theta of the check before */
	double *y;            /* m x m eigenvectors of T, after a check */
	size_t checked;       /* m at the last check */
	size_t converged;     /* leading factors within the tolerance, at the last check */
	size_t passes;
	double flops;         /* of orthogonalisation so far */
	double *h, *again, *gramian, *work; /* scratch: most x b, b x b */
	double worst;         /* estimated error of the first factors, at the last check */
	double pace;          /* factor by which it shrinks each pass */
	double gain_before;   /* of the check before, for the pace */
	size_t passes_before;
};

int krylov_init(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault) MUST_USE;
void krylov_release(struct krylov *krylov);

/* krylov_init without its first pass: the caller sets next, n x at most block
 * columns, and may fill the basis; then krylov_orthonormalise makes next
 * orthonormal and orthogonal to the basis. */
int krylov_prepare(struct krylov *krylov, const struct gram_operator *gram,
	const struct krylov_plan *plan, struct fault *fault) MUST_USE;
int krylov_orthonormalise(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Solves the projected problem and estimates errors. */
int krylov_check(struct krylov *krylov, struct fault *fault) MUST_USE;

/* Steps, checks and restarts until all factors are within the tolerance, the
 * space is invariant, or the passes are used up. */
int krylov_run(struct krylov *krylov, struct fault *fault) MUST_USE;

/* The first count Ritz vectors; out is n x at least count. */
int krylov_vectors(const struct krylov *krylov, size_t count, struct tall *out,
	struct fault *fault) MUST_USE;

/* Bytes that a run needs beside its operator's. */
size_t krylov_bytes(size_t n, const struct krylov_plan *plan);

#endif
