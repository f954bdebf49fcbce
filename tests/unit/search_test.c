/* search_test.c - the first of equal keys, and keys below and above all. */
#include "base/search.h"
#include "unit.h"

static uint64_t key_at(const void *elements, size_t i)
{
	return ((const uint64_t *)elements)[i];
}

static void finds_the_first(void)
{
	const uint64_t keys[] = {3, 5, 5, 5, 9};

	CHECK(search_first(keys, 5, 5, key_at) == 1);
	CHECK(search_first(keys, 5, 6, key_at) == 4);
	CHECK(search_first(keys, 5, 0, key_at) == 0);
	CHECK(search_first(keys, 5, 10, key_at) == 5);
	CHECK(search_first(keys, 0, 3, key_at) == 0);
}

int main(void)
{
	RUN(finds_the_first);
	return unit_end();
}
