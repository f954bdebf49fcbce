/* unit - the least that a unit test needs.  Each *_test.c is a program that
 * prints TAP:
 *
 *     static void adds_up(void) { CHECK(1 + 1 == 2); }
 *     int main(void) { RUN(adds_up); return unit_end(); }
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <stdio.h>

static int unit_count, unit_failures, unit_failed_now;

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition); \
			unit_failed_now = 1; \
		} \
	} while (0)

#define RUN(test) unit_run(#test, test)

static inline void unit_run(const char *name, void (*test)(void))
{
	unit_failed_now = 0;
	test();
	unit_failures += unit_failed_now;
	printf("%sok %d - %s\n", unit_failed_now ? "not " : "", ++unit_count, name);
	(void)fflush(stdout);
}

static inline int unit_end(void)
{
	printf("1..%d\n", unit_count);
	return unit_failures != 0;
}

#endif
