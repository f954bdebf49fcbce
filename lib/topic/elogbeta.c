/* elogbeta.c - a Dirichlet distribution from the expectations of its logarithms. */
#include "topic/elogbeta.h"

#include "base/memory.h"
#include "num/special.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* d/dx digamma(x), x > 0: recurrence up to 10, then the asymptotic series (DLMF 5.15.8). */
static double trigamma(double x)
{
	double sum = 0, y;

	for (; x < 10; x++)
		sum += 1 / (x * x);
	y = 1 / (x * x);
	return sum + 1 / x + y / 2 + y / x * (1. / 6 - y * (1. / 30 - y * (1. / 42 - y / 30)));
}

/* x of digamma(x) = y, by Newton's steps from Minka's start.
 * Source: Minka (2000), Estimating a Dirichlet distribution, appendix C. */
static double inverse_digamma(double y)
{
	double x = y >= -2.22 ? special_exp(y) + 0.5 : -1 / (y + 0.5772156649015329);
	int step;

	for (step = 0; step < 5; step++)
		x -= (special_digamma(x) - y) / trigamma(x);
	return x;
}

/* The sum of lambda that n words would have if their total were this, over it, less 1. */
static double excess(const double *value, size_t n, double total, double *lambda)
{
	double psi = special_digamma(total), sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		double x = value[i] > 0 ? fmax(value[i], DBL_MIN) : (double)FLT_MIN;

		lambda[i] = inverse_digamma(special_log(x) + psi);
		sum += lambda[i];
	}
	return sum / total - 1;
}

/* An interval of log(total), and excess at its ends. */
struct bracket {
	double low, high, above, below;
};

/* The Illinois variant of regula falsi. */
static void narrow(struct bracket *bracket, const double *value, size_t n, double *lambda)
{
	int step, side = 0;

	for (step = 0; step < 100 && bracket->high - bracket->low > 1e-13; step++) {
		double at = (bracket->low * bracket->below - bracket->high * bracket->above)
			/ (bracket->below - bracket->above);
		double got;

		if (!(at > bracket->low && at < bracket->high))
			at = (bracket->low + bracket->high) / 2;
		got = excess(value, n, special_exp(at), lambda);
		if (fabs(got) < 1e-12)
			return;
		if (got > 0) {
			bracket->low = at;
			bracket->above = got;
			bracket->below = side > 0 ? bracket->below / 2 : bracket->below;
			side = 1;
		} else {
			bracket->high = at;
			bracket->below = got;
			bracket->above = side < 0 ? bracket->above / 2 : bracket->above;
			side = -1;
		}
	}
}

int elogbeta_invert(double *value, size_t n, struct fault *fault)
{
	struct bracket bracket = {.low = special_log(1e-3), .high = special_log(1e15)};
	double *lambda = memory_zeroed(n, sizeof *lambda, fault);
	size_t i;

	if (!lambda)
		return -1;
	bracket.above = excess(value, n, 1e-3, lambda);
	bracket.below = excess(value, n, 1e15, lambda);
	if (!(bracket.above > 0 && bracket.below < 0)) {
		free(lambda);
		return fault_set(fault, FAULT_DATA, "no lambda has these exp(E[log beta])");
	}
	narrow(&bracket, value, n, lambda);
	for (i = 0; i < n; i++)
		value[i] = lambda[i];
	free(lambda);
	return 0;
}
