/* compose - factors from a tall matrix.
 *
 * Where A'A is C T^-1 C', with C of V rows and few columns and T positive
 * definite, its eigenpairs follow from the pairs of C'C x = value T x,
 * x'T x = 1:
 *     U = C x value^(-1/2),  S = value^(1/2).
 * The owner of C fills rows of it when they are asked for, so C need not be
 * there in f64, nor at all.  Sums are in f64, in fixed groups of rows.
 * Cost: V n^2 + 2 V n k flops for n columns, and 9 n^3. */
#ifndef LSI_COMPOSE_H
#define LSI_COMPOSE_H

#include "base/fault.h"

#include <stddef.h>

struct composite {
	size_t terms, columns;
	/* to := rows [at, at + count) of C, one after the other */
	void (*fill)(const void *context, size_t at, size_t count, double *to);
	const void *context;
	double *metric;  /* T, its upper triangle, column-major; overwritten; NULL: identity */
	double rounding; /* relative, of C's numbers: a factor below it is none */
	int threads;
	/* results of compose_solve */
	size_t rank;
	double *value; /* size columns, of which rank are factors' */
	/* within */
	double *rows;  /* threads x COMPOSE_ROWS x columns */
	double *gram;  /* COMPOSE_GROUPS x columns x columns; then the turn to U */
	double *norm;  /* size columns: squared, of C's columns */
};

/* Rows at a time, and separate sums, independent of the threads. */
enum { COMPOSE_ROWS = 512, COMPOSE_GROUPS = 8 };

/* The eigenpairs of a composite whose first part is set, the rest zeroed. */
int compose_solve(struct composite *composite, struct fault *fault) MUST_USE;

/* u (V x k, row-major, k at most the rank) := the leading vectors.  A row of
 * u is written after the same row of C was asked for, and not before. */
int compose_vectors(const struct composite *composite, size_t k, double *u,
	struct fault *fault) MUST_USE;

/* The first value that k leave out, or 0. */
double compose_next(const struct composite *composite, size_t k);

void compose_release(struct composite *composite);

#endif
