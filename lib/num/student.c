/* student.c - the distribution as a finite sum, and its inverse. */
#include "num/student.h"

#include <math.h>

/* Where the normal distribution has 0.975. */
#define NORMAL_975 1.959963984540054

/* From here on the expansion is exact to 1e-13. */
enum { MANY = 400 };

/* P(|T| <= t) by the sums of 26.7.3 and 26.7.4. */
static double probability(double t, unsigned long n)
{
	double theta = atan(t / sqrt((double)n)), c = cos(theta) * cos(theta);
	double term = 1, sum = 1, pi = acos(-1);
	unsigned long i;

	if (n % 2 == 0) {
		for (i = 2; i < n; i += 2) {
			term *= c * (double)(i - 1) / (double)i;
			sum += term;
		}
		return sin(theta) * sum;
	}
	if (n == 1)
		return 2 * theta / pi;
	for (i = 3; i < n; i += 2) {
		term *= c * (double)(i - 1) / (double)i;
		sum += term;
	}
	return 2 / pi * (theta + sin(theta) * cos(theta) * sum);
}

/* 26.7.5 */
static double expansion(double n)
{
	double x = NORMAL_975, y = x * x;

	return x + x * (y + 1) / 4 / n + x * ((5 * y + 16) * y + 3) / 96 / (n * n)
		+ x * (((3 * y + 19) * y + 17) * y - 15) / 384 / (n * n * n)
		+ x * ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160 / (n * n * n * n);
}

double student_95(unsigned long degrees)
{
	double low = 1, high = 13, middle = high;
	int i;

	if (degrees >= MANY)
		return expansion((double)degrees);
	for (i = 0; i < 100; i++) {
		middle = (low + high) / 2;
		if (probability(middle, degrees) < .95)
			low = middle;
		else
			high = middle;
	}
	return middle;
}
