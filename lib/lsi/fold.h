/* fold - updates factors with documents, without decomposing the documents.
 *
 * With U S^2 U' the factors so far and A the chunk of documents, the whole is
 *     G = U S^2 U' + A'A.
 * A few directions Z that the factors lack, the chunk's own, are found by a
 * product with random vectors, A'A X, made orthogonal to U.  Then
 * with Q = [U Z], Y = G Q and T = Q'Y,
 *     G ~ Y T^-1 Y'
 * is the best approximation of G from its product with Q: it is exact on Q and
 * on Q's image, where Q T Q' would be exact on Q only.  So factors adapt to
 * later documents like in a step of subspace iteration, and little is lost by
 * dropping early what only later proves to be signal.  compose.h makes the factors of it.
 *
 * Error: what is left out is G - Y T^-1 Y', which the product didn't see, and
 * the first square dropped.  On mail and news and on flat spectra the norm of
 * both together was 1.1 to 1.2 times that square; beyond grows by 1.5 times.
 * Cost, for m factors, p directions and n = m + p: 6 nnz n + 4 nnz p flops in
 * sparse products, D n^2 + V (2 m p + p^2 + 2 n p + n^2 + 2 n m) in dense
 * ones, and 10 n^3.
 * Sources: Williams, Seeger (2001), "Using the Nystrom method to speed up
 * kernel machines"; Tropp, Yurtsever, Udell, Cevher (2017), "Fixed-rank
 * approximation of a positive-semidefinite matrix from streaming data". */
#ifndef LSI_FOLD_H
#define LSI_FOLD_H

#include "base/fault.h"
#include "lsi/factors.h"
#include "num/csr.h"
#include "num/product.h"

#include <stddef.h>
#include <stdint.h>

struct fold {
	size_t keep;   /* factors to have afterwards, at most */
	size_t fresh;  /* directions that a chunk may add before that: p */
	double decay;  /* weight of the factors before */
	uint64_t seed;
	int threads;
	/* within; all but the first three are room that chunks use in turn */
	const struct factors *whole;
	const struct matrix *matrix;
	size_t m, n;           /* columns of U and of Q */
	double *square;        /* size m: S^2, scaled as the matrix is */
	struct panels random;  /* X; the same for all chunks */
	struct panels own;     /* A'A X */
	struct panels basis;   /* Q */
	struct panels product; /* A'A Q */
	struct panels scratch;
	double *share;         /* FOLD_GROUPS x m x p, row-major: U' A'A X */
	double *gram;          /* FOLD_GROUPS x p x p: of A'A X, then of Z */
	double *turn;          /* (m + p) x (n - m): from [U, A'A X] to Z */
	double *metric;        /* FOLD_GROUPS x n x n: T */
	double *rows64;        /* threads x FOLD_ROWS x 2 (m + p) */
	float *rows32;         /* threads x FOLD_ROWS x n, whole panels */
};

/* Rows at a time, and separate sums, independent of the threads. */
enum { FOLD_ROWS = 512, FOLD_GROUPS = 8 };

/* With the first part of fold set and the rest zeroed before the first call:
 * whole, of at most keep factors, := the factors of what it stands for and
 * the rows of matrix, which is finished and over the same terms.  Signs are
 * not canonical.  After a failure whole is undefined. */
int fold_matrix(struct fold *fold, struct factors *whole, const struct matrix *matrix,
	struct fault *fault) MUST_USE;
void fold_release(struct fold *fold);

/* Bytes that this takes with the factors, the chunk's own not counted. */
uint64_t fold_bytes(size_t terms, size_t keep, size_t fresh);

#endif
