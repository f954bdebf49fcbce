/* reserve_test.c - memory that grows in place: what was written stays, what was never in use
 * is 0, and no more pages are taken than were asked for, whole huge ones apart. */
#define _DEFAULT_SOURCE /* mincore */
#include "base/reserve.h"

#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, HUGE_PAGE = 1 << 21 };

static struct fault fault;

static bool all_are(const unsigned char *bytes, size_t count, unsigned char wanted)
{
	size_t i;

	for (i = 0; i < count && bytes[i] == wanted; i++)
		;
	return i == count;
}

/* Sizes around a page, and around the first and the second huge page. */
static void keeps_what_was_written(void)
{
	static const size_t size[] = {1, PAGE - 1, PAGE, 3 * PAGE + 7, HUGE_PAGE - 1, HUGE_PAGE + 1,
		2 * HUGE_PAGE - 5, 2 * HUGE_PAGE + PAGE + 9, 5 * HUGE_PAGE + 1};
	struct reserve reserve = {0};
	size_t i, before = 0;

	for (i = 0; i < sizeof size / sizeof *size; before = size[i++]) {
		unsigned char *memory;

		CHECK(reserve_grow(&reserve, size[i], &fault) == 0);
		memory = reserve.memory;
		CHECK(all_are(memory, before, 1));
		CHECK(all_are(memory + before, size[i] - before, 0));
		memset(memory + before, 1, size[i] - before);
	}
	reserve_release(&reserve);
	reserve_release(&reserve);
	CHECK(reserve.memory == NULL);
}

static size_t resident(const struct reserve *reserve, size_t bytes)
{
	static unsigned char page[8 * HUGE_PAGE / PAGE];
	size_t i, count = 0;

	CHECK(mincore(reserve->memory, bytes, (void *)page) == 0);
	for (i = 0; i < bytes / PAGE; i++)
		count += page[i] & 1;
	return count;
}

static void takes_no_page_in_advance(void)
{
	struct reserve reserve = {0};

	CHECK(reserve_grow(&reserve, 10 * PAGE, &fault) == 0);
	CHECK(resident(&reserve, (size_t)8 * HUGE_PAGE) <= HUGE_PAGE / PAGE);
	CHECK(reserve_grow(&reserve, 3 * HUGE_PAGE + 1, &fault) == 0);
	CHECK(resident(&reserve, (size_t)8 * HUGE_PAGE) <= 3 * HUGE_PAGE / PAGE);
	reserve_release(&reserve);
}

int main(void)
{
	RUN(keeps_what_was_written);
	RUN(takes_no_page_in_advance);
	return unit_end();
}
