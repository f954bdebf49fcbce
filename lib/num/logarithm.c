/* logarithm.c - log2 by the series of the inverse hyperbolic tangent. */
#include "num/logarithm.h"

#include <math.h>

double logarithm_base2(double x)
{
	static const double two_over_ln2 = 2.8853900817779268147;
	int exponent;
	double m = frexp(x, &exponent), s, square, sum = 0;
	int k;

	/* m in [sqrt(1/2), sqrt(2)), so that |s| is below .172 */
	if (m < 0.70710678118654752440) {
		m *= 2;
		exponent--;
	}
	s = (m - 1) / (m + 1);
	square = s * s;
	for (k = 21; k >= 3; k -= 2)
		sum = (sum + 1.0 / k) * square;
	return (s + s * sum) * two_over_ln2 + exponent;
}
