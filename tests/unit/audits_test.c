/* The share of tasks that is audited where no share is asked for. */
#include "driver/audits.h"
#include "unit.h"

#include <math.h>

/* Of the time of a phase of this many tasks, which audits take at most: each one the time of a
 * task, in all slots. */
static double cost(double share, size_t tasks, size_t slots)
{
	const double expected = share * (double)tasks, each = (double)tasks / (double)slots;
	const double some = expected < 1 ? expected : 1;
	const double rounds = expected / (double)slots > some ? expected / (double)slots : some;

	/* where slots are left over, they do them */
	return each < 1 ? expected / (double)slots : rounds / each;
}

static void costs_about_a_hundredth(void)
{
	static const size_t tasks[] = {1, 2, 6, 40, 240, 1000, 100000}, slots[] = {1, 2, 5, 16, 300};
	const double time = 0.01;
	size_t t, s;

	for (t = 0; t < sizeof tasks / sizeof *tasks; t++)
		for (s = 0; s < sizeof slots / sizeof *slots; s++) {
			double share = audits_share(time, tasks[t], slots[s]);

			CHECK(share > 0 && share <= time);
			CHECK(cost(share, tasks[t], slots[s]) <= time * (1 + 1e-9));
		}
}

static void shares_of_few_and_many_tasks(void)
{
	CHECK(fabs(audits_share(.01, 2, 2) - .005) < 1e-12);
	CHECK(fabs(audits_share(.01, 40, 4) - .0025) < 1e-12);
	CHECK(fabs(audits_share(.01, 399, 4) - .0025) < 1e-12);
	CHECK(fabs(audits_share(.01, 400, 4) - .01) < 1e-12);
	CHECK(fabs(audits_share(.01, 4000, 4) - .01) < 1e-12);
	CHECK(fabs(audits_share(.01, 3, 0) - .01) < 1e-12);
}

int main(void)
{
	RUN(costs_about_a_hundredth);
	RUN(shares_of_few_and_many_tasks);
	return unit_end();
}
