/* compose - factors out of the tall matrix that holds them.
 *
 * Where A'A is C T^-1 C', with C of V rows and few columns and T positive
 * definite, its eigenpairs follow from the pairs of C'C x = value T x,
 * x'T x = 1:
 *     U = C x value^(-1/2),  S = value^(1/2).
 * Whoever has C fills rows of it when they are asked for, so C need not be
 * there in f64, nor at all.  Sums are in f64, in fixed groups of rows.
 * Cost: V n^2 + 2 V n k flops for n columns, and 9 n^3. */
#ifndef LSI_COMPOSE_H
#define LSI_COMPOSE_H

#include "base/fault.h"
#include "lsi/factors.h"

#include <stddef.h>

struct composite {
	size_t terms, columns;
	/* to := rows [at, at + count) of C, one after the other */
	void (*fill)(const void *context, size_t at, size_t count, double *to);
	const void *context;
	double *metric;  /* T, its upper triangle, column-major; overwritten; NULL: identity */
	double rounding; /* of C's numbers, relatively: what a factor has of it is no factor */
	double next;     /* result: the first value left out; 0 where there is none */
};

/* out (zeroed) := at most k factors, without signs, documents and errors. */
int compose(struct composite *composite, size_t k, struct factors *out, int threads,
	struct fault *fault) MUST_USE;

#endif
