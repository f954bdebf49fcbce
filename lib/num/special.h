/* special - logarithm, exponential and the gamma function's relatives, from
 * additions, multiplications and divisions alone.
 *
 * Results that travel between hosts must not depend on the version of the
 * host's mathematical library; these give the same bits everywhere.  Errors
 * are below 4 units in the last place for log and exp, and below 1e-14,
 * relative or absolute, whichever is larger, for the others.  x > 0 and
 * finite except where stated; results for other x are undefined. */
#ifndef NUM_SPECIAL_H
#define NUM_SPECIAL_H

#include <stddef.h>

double special_log(double x);      /* normal x */
double special_exp(double x);      /* below -708: 0; above 709: the largest double */
double special_digamma(double x);  /* d/dx log Gamma(x), x up to 1e30 */
double special_lgamma(double x);   /* log Gamma(x), x up to 1e30 */
double special_power(double base, double exponent); /* base > 0 */

/* The sum of E[digamma(prior + c)] - digamma(prior) over n counts c of which
 * the means are known, x = prior + mean: c is taken to be 0 with probability
 * exp(-mean), and for its mean given that it is not.  In the order of 8 lanes.
 * Source: Teh, Newman, Welling (2006), eq. 17, to first order. */
double special_digamma_rise(const float *x, size_t n, double prior);

/* digamma(prior_i) + E[digamma(prior_i + c) - digamma(prior_i)] of each. */
void special_digamma_expected(const float *x, const double *prior, size_t n, double *out);

#endif
