/* student_test.c - quantiles against tables, and against the next degree. */
#include "num/student.h"

#include "unit.h"

#include <math.h>

static void agrees_with_tables(void)
{
	static const struct {
		unsigned long degrees;
		double t;
	} known[] = {{1, 12.706204736174705}, {2, 4.302652729749464}, {3, 3.182446305283709},
		{10, 2.2281388519862748}, {30, 2.042272456301238}, {100, 1.9839715185235518},
		{200, 1.9718962236339146}, {1000, 1.962339080826408}};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		CHECK(fabs(student_95(known[i].degrees) / known[i].t - 1) < 1e-12);
}

static void falls_with_the_degrees(void)
{
	unsigned long n;

	for (n = 1; n < 500; n++)
		CHECK(student_95(n) > student_95(n + 1));
}

int main(void)
{
	RUN(agrees_with_tables);
	RUN(falls_with_the_degrees);
	return unit_end();
}
