/* special_test - the special functions against values of 30 digits, libm and
 * their recurrences. */
#include "num/special.h"
#include "unit.h"

#include <math.h>
#include <stddef.h>

static double error(double got, double want)
{
	return fabs(got - want) / (fabs(want) > 1 ? fabs(want) : 1);
}

static void known_values(void)
{
	CHECK(error(special_digamma(1), -0.577215664901532860607) < 1e-14);
	CHECK(error(special_digamma(0.5), -1.963510026021423479441) < 1e-14);
	CHECK(error(special_digamma(1e-5), -100000.5771992160) < 1e-14);
	CHECK(error(special_digamma(1e6), 13.81551005796411) < 1e-14);
	CHECK(error(special_lgamma(0.5), 0.572364942924700087072) < 1e-14);
	CHECK(error(special_lgamma(1), 0) < 1e-14);
	CHECK(error(special_lgamma(100), 359.134205369575398776) < 1e-14);
	CHECK(error(special_log(2), 0.693147180559945309417) < 1e-15);
	CHECK(error(special_exp(1), 2.718281828459045235360) < 1e-15);
	CHECK(special_log(1) == 0 && special_exp(0) == 1);
	CHECK(special_exp(-1000) == 0 && special_exp(1000) > 1e308);
	CHECK(error(special_power(65, -0.7), pow(65, -0.7)) < 1e-15);
}

static void near_libm(void)
{
	double x, worst_log = 0, worst_exp = 0, worst_gamma = 0;

	for (x = 1e-300; x < 1e300; x *= 1.37)
		worst_log = fmax(worst_log, fabs(special_log(x) / log(x) - 1));
	for (x = -700; x < 700; x += 0.313)
		worst_exp = fmax(worst_exp, fabs(special_exp(x) / exp(x) - 1));
	for (x = 1e-6; x < 1e12; x *= 1.11)
		worst_gamma = fmax(worst_gamma, error(special_lgamma(x), lgamma(x)));
	CHECK(worst_log < 1e-15);
	CHECK(worst_exp < 1e-15);
	CHECK(worst_gamma < 2e-14);
}

static void recurrences(void)
{
	double x;

	for (x = 1e-3; x < 1e6; x *= 1.7) {
		CHECK(fabs(special_digamma(x + 1) - special_digamma(x) - 1 / x)
			< 1e-14 * fmax(fabs(special_digamma(x)), 1));
		CHECK(error(special_lgamma(x + 1), special_lgamma(x) + log(x)) < 2e-14);
	}
}

static void rises(void)
{
	const double prior = 0.03;
	float x[37];
	double want = 0;
	size_t i;

	for (i = 0; i < 37; i++) {
		/* a mean of 0, tiny ones, and large ones */
		double mean = i == 0 ? 0 : 1e-4 * pow(1.6, (double)i), some;

		x[i] = (float)(prior + mean);
		mean = fmax((double)x[i] - prior, 1e-9);
		some = -expm1(-mean);
		want += some * (special_digamma(prior + mean / some) - special_digamma(prior));
	}
	CHECK(error(special_digamma_rise(x, 37, prior), want) < 1e-12);
	CHECK(special_digamma_rise(x, 0, prior) == 0);
	{
		double priors[37], out[37];

		for (i = 0; i < 37; i++)
			priors[i] = prior;
		special_digamma_expected(x, priors, 37, out);
		for (i = 0; i < 37; i++)
			CHECK(error(out[i], special_digamma(prior)
				+ special_digamma_rise(x + i, 1, prior)) < 1e-13);
	}
}

int main(void)
{
	RUN(known_values);
	RUN(near_libm);
	RUN(recurrences);
	RUN(rises);
	return unit_end();
}
