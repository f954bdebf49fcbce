/* turns_test.c - what may come to the driver at once, and when it adds up. */
#include "driver/settings.h"
#include "driver/turns.h"
#include "unit.h"

#define MB ((uint64_t)1000000)

static struct turns of(uint64_t model, size_t pieces, uint64_t each)
{
	struct turns turns = {.model = model};

	while (pieces--)
		turns_piece(&turns, each);
	return turns;
}

static void two_at_least(void)
{
	struct turns turns = of(10 * MB, 1, 50 * MB);

	CHECK(turns_scarce(&turns));
	CHECK(turns_let(&turns, 60 * MB));
	turns_come(&turns, 60 * MB);
	CHECK(!turns_let(&turns, 1 * MB));
}

static void as_many_as_fit_in_two_models(void)
{
	struct turns turns = of(100 * MB, 3, 20 * MB);
	size_t let = 0;

	for (; turns_let(&turns, 30 * MB); let++)
		turns_come(&turns, 30 * MB);
	CHECK(let == 4);
	turns.adding = true;
	turns.coming = turns.comes = turns.pieces = turns.bytes = 0;
	CHECK(!turns_let(&turns, 1));
}

/* A host that comes is waited for: what it brings would be beside the sum that is written. */
static void adds_once_nothing_fits(void)
{
	struct turns turns = of(100 * MB, 2, 80 * MB);

	CHECK(turns_add(&turns, 9));
	turns_come(&turns, 80 * MB);
	CHECK(!turns_add(&turns, 9));
	turns = of(100 * MB, 2, 20 * MB);
	CHECK(!turns_add(&turns, 9));
	turns.holds = true;
	CHECK(turns_add(&turns, 9));
	turns = of(100 * MB, 1, 190 * MB);
	turns.holds = true;
	CHECK(!turns_add(&turns, 9));
}

static void adds_small_ones_by_count(void)
{
	struct turns turns = of(0, SETTINGS_PIECES, 1);

	CHECK(!turns_scarce(&turns));
	CHECK(turns_add(&turns, SETTINGS_LEFT));
	CHECK(!turns_add(&turns, SETTINGS_LEFT - 1));
	CHECK(!turns_add(&turns, 0));
}

int main(void)
{
	RUN(two_at_least);
	RUN(as_many_as_fit_in_two_models);
	RUN(adds_once_nothing_fits);
	RUN(adds_small_ones_by_count);
	return unit_end();
}
