/* stopwatch - how long a function takes at best, when run for a while. */
#ifndef TESTS_BENCH_STOPWATCH_H
#define TESTS_BENCH_STOPWATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double stopwatch_now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The least seconds of one call, of those that fit into limit seconds and at least
 * three: other load only adds to them.  A call that fails ends the program. */
static inline double stopwatch_least(int (*call)(void *context), void *context, double limit)
{
	double begin = stopwatch_now(), least = 1e300;
	int calls;

	for (calls = 0; calls < 3 || stopwatch_now() - begin < limit; calls++) {
		double start = stopwatch_now(), took;

		if (call(context)) {
			(void)fprintf(stderr, "a measured function failed\n");
			exit(70);
		}
		took = stopwatch_now() - start;
		if (took < least)
			least = took;
	}
	return least;
}

#endif
