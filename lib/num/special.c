/* special.c - series for log, exp, digamma and log Gamma, after the argument
 * has been reduced to where they converge. */
#include "num/special.h"

#include "num/loginline.h"
#include "num/variants.h"

#include <stdint.h>

static const double LARGEST = 0x1.fffffffffffffp+1023;
static const double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;

double special_log(double x)
{
	return special_log_inline(x);
}

double special_exp(double x)
{
	double n, r, sum = 1;
	int i;

	if (x < -708)
		return 0;
	if (x > 709)
		return LARGEST;
	n = x * 0x1.71547652b82fep+0 + 0x1.8p52 - 0x1.8p52;
	r = x - n * SPECIAL_LN2_HIGH - n * SPECIAL_LN2_LOW;
	/* Taylor: |r| <= 0.347, and 0.347^14 / 14! is below the last bit */
	for (i = 14; i > 0; i--)
		sum = 1 + sum * r / i;
	return sum * special_double_of((uint64_t)((int64_t)n + 1023) << 52);
}

double special_power(double base, double exponent)
{
	return special_exp(exponent * special_log(base));
}

/* p = x (x+1) ... (x+7) and its derivative: psi(x) = psi(x + 8) - p'/p. */
static INLINE double shift_product(double x, double *derivative)
{
	double p = x, d = 1;
	int i;

	for (i = 1; i < 8; i++) {
		d = d * (x + i) + p;
		p *= x + i;
	}
	*derivative = d;
	return p;
}

/* Abramowitz and Stegun 6.3.18 at y = x + 8. */
static INLINE double digamma_inline(double x)
{
	double derivative, p = shift_product(x, &derivative);
	double y = x + 8, t = 1 / (y * y);
	double sum = 1.0 / 12;

	sum = 691.0 / 32760 - t * sum;
	sum = 1.0 / 132 - t * sum;
	sum = 1.0 / 240 - t * sum;
	sum = 1.0 / 252 - t * sum;
	sum = 1.0 / 120 - t * sum;
	sum = 1.0 / 12 - t * sum;
	return special_log_inline(y) - 0.5 / y - t * sum - derivative / p;
}

double special_digamma(double x)
{
	return digamma_inline(x);
}

/* Stirling's series, Abramowitz and Stegun 6.1.41, at y = x + 8. */
double special_lgamma(double x)
{
	double derivative, p = shift_product(x, &derivative);
	double y = x + 8, t = 1 / (y * y);
	double sum = 1.0 / 156;

	sum = 691.0 / 360360 - t * sum;
	sum = 1.0 / 1188 - t * sum;
	sum = 1.0 / 1680 - t * sum;
	sum = 1.0 / 1260 - t * sum;
	sum = 1.0 / 360 - t * sum;
	sum = 1.0 / 12 - t * sum;
	return (y - 0.5) * special_log_inline(y) - y + HALF_LOG_TWO_PI + sum / y
		- special_log_inline(p);
}

/* 1 - exp(-x), x >= 0, without a branch; 1 from 40 on. */
static INLINE double chance(double x)
{
	double clipped = x < 40 ? x : 40, shifted, n, r, sum = 0, scale;
	int i;

	shifted = clipped * -0x1.71547652b82fep+0 + 0x1.8p52;
	n = shifted - 0x1.8p52;
	r = -clipped - n * SPECIAL_LN2_HIGH - n * SPECIAL_LN2_LOW;
	/* exp(r) - 1, so that small x lose nothing */
	for (i = 14; i > 0; i--)
		sum = (1 + sum) * r / i;
	scale = special_double_of((special_bits_of(shifted) + 1023) << 52);
	return (1 - scale) - scale * sum;
}

static INLINE double rise(double x, double prior, double below)
{
	double mean = x - prior > 1e-9 ? x - prior : 1e-9, some = chance(mean);

	return some * (digamma_inline(prior + mean / some) - below);
}

VARIANTS
double special_digamma_rise(const float *x, size_t n, double prior)
{
	double lane[8] = {0}, rest = 0, below = digamma_inline(prior);
	size_t i, j;

	for (i = 0; i + 8 <= n; i += 8)
		for (j = 0; j < 8; j++)
			lane[j] += rise((double)x[i + j], prior, below);
	for (; i < n; i++)
		rest += rise((double)x[i], prior, below);
	return ((lane[0] + lane[4]) + (lane[2] + lane[6]))
		+ ((lane[1] + lane[5]) + (lane[3] + lane[7])) + rest;
}

VARIANTS
void special_digamma_expected(const float *restrict x, const double *restrict prior, size_t n,
	double *restrict out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		double below = digamma_inline(prior[i]);

		out[i] = below + rise((double)x[i], prior[i], below);
	}
}
