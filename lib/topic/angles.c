/* angles.c - principal angles by Gram matrices over the common terms. */
#include "topic/angles.h"

#include "base/memory.h"
#include "num/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_AT_ONCE = 256 };

/* Directions whose square is below this part of the largest are rounding. */
#define NEGLIGIBLE 1e-10

/* out (ka x kb, row-major) := y'z over all common terms. */
static int cross(const float *y, size_t ka, const float *z, size_t kb, size_t terms, double *out,
	struct fault *fault)
{
	double *left = memory_zeroed(TERMS_AT_ONCE, ka * sizeof *left, fault);
	double *right = memory_zeroed(TERMS_AT_ONCE, kb * sizeof *right, fault);
	size_t term, i;

	for (term = 0; left && right && term < terms; term += TERMS_AT_ONCE) {
		size_t count = terms - term < TERMS_AT_ONCE ? terms - term : TERMS_AT_ONCE;

		for (i = 0; i < count * ka; i++)
			left[i] = (double)y[term * ka + i];
		for (i = 0; i < count * kb; i++)
			right[i] = (double)z[term * kb + i];
		blas_rows_cross(left, count, ka, right, kb, out);
	}
	i = !left || !right;
	free(left);
	free(right);
	return i ? -1 : 0;
}

/* *turn (k x *rank, column-major) so that y turn has orthonormal columns. */
static int orthonormalise(const float *y, size_t k, size_t terms, double **turn, size_t *rank,
	struct fault *fault)
{
	double *value = memory_zeroed(k, sizeof *value, fault);
	size_t i, j;
	int failed;

	*rank = 0;
	*turn = memory_zeroed(k, k * sizeof **turn, fault);
	failed = !value || !*turn || cross(y, k, y, k, terms, *turn, fault)
		|| blas_eigen(*turn, k, value, fault);
	for (j = 0; !failed && j < k && value[j] > NEGLIGIBLE * value[0]; j++) {
		for (i = 0; i < k; i++)
			(*turn)[j * k + i] /= sqrt(value[j]);
		++*rank;
	}
	free(value);
	return failed ? -1 : 0;
}

/* cosine := the singular values of ta' product tb, of ra x rb. */
static int singular_values(const double *product, const double *ta, size_t ka, size_t ra,
	const double *tb, size_t kb, size_t rb, double *cosine, size_t *count, struct fault *fault)
{
	size_t i, j, t, small = ra < rb ? ra : rb;
	double *half = memory_zeroed(ka, rb * sizeof *half, fault);   /* ka x rb */
	double *whole = memory_zeroed(ra, rb * sizeof *whole, fault); /* ra x rb, column-major */
	double *gram = memory_zeroed(small, small * sizeof *gram, fault);
	double *value = memory_zeroed(small, sizeof *value, fault);
	int failed = !half || !whole || !gram || !value;

	for (i = 0; !failed && i < ka; i++)
		for (j = 0; j < rb; j++)
			for (t = 0; t < kb; t++)
				half[i * rb + j] += product[i * kb + t] * tb[j * kb + t];
	for (i = 0; !failed && i < ra; i++)
		for (j = 0; j < rb; j++)
			for (t = 0; t < ka; t++)
				whole[j * ra + i] += ta[i * ka + t] * half[t * rb + j];
	for (i = 0; !failed && i < small; i++)
		for (j = i; j < small; j++)
			for (t = 0; t < (ra < rb ? rb : ra); t++)
				gram[j * small + i] += ra < rb
					? whole[t * ra + i] * whole[t * ra + j]
					: whole[i * ra + t] * whole[j * ra + t];
	failed = failed || blas_eigen(gram, small, value, fault);
	for (i = 0; !failed && i < small; i++)
		cosine[i] = sqrt(fmin(1, fmax(0, value[i])));
	*count = failed ? 0 : small;
	free(half);
	free(whole);
	free(gram);
	free(value);
	return failed ? -1 : 0;
}

int angles_between(const struct profile_pair *pair, double *cosine, size_t *count,
	struct fault *fault)
{
	size_t ka = pair->a->topics, kb = pair->b->topics, ra, rb;
	double *product = memory_zeroed(ka, kb * sizeof *product, fault);
	double *ta = NULL, *tb = NULL;
	int failed = !product || orthonormalise(pair->of_a, ka, pair->terms, &ta, &ra, fault)
		|| orthonormalise(pair->of_b, kb, pair->terms, &tb, &rb, fault)
		|| cross(pair->of_a, ka, pair->of_b, kb, pair->terms, product, fault)
		|| singular_values(product, ta, ka, ra, tb, kb, rb, cosine, count, fault);

	free(product);
	free(ta);
	free(tb);
	return failed ? -1 : 0;
}
