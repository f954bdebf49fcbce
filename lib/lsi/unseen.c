/* unseen.c - the chance of a miss of a verifying chain. */
#include "lsi/unseen.h"

#include <math.h>

/* More products are not taken, whatever the share. */
enum { MOST_PRODUCTS = 10000 };

/* P(chi2 of b degrees of freedom <= x), by the series of the incomplete gamma
 * function. */
static double chi2_below(size_t b, double x)
{
	double a = (double)b / 2, half = x / 2, term = 1, sum = 1, n;

	if (!(x > 0))
		return 0;
	if (half > a + 40 * sqrt(a) + 40)
		return 1;
	for (n = 1; term > sum * 1e-15; n++) {
		term *= half / (a + n);
		sum += term;
	}
	sum *= exp(a * log(half) - half - lgamma(a + 1));
	return sum < 1 ? sum : 1;
}

double unseen_chance(size_t n, size_t b, size_t j, double share)
{
	double eps = (1 + share) * (1 + share) - 1;
	double raised = (double)(j ? j - 1 : 0) * acosh(1 + 2 * eps);
	double chebyshev = raised < 300 ? cosh(raised) : HUGE_VAL;

	if (j == 0 || !(eps > 0))
		return 1;
	return chi2_below(b, (double)n * (1 + eps) / (eps * chebyshev * chebyshev));
}

size_t unseen_products(size_t n, size_t b, double share)
{
	size_t j = 1;

	while (j < MOST_PRODUCTS && unseen_chance(n, b, j, share) > UNSEEN_CHANCE)
		j++;
	return j;
}
