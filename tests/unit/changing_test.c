/* changing_test.c - when a host is sent what differs of a model, by its own wire. */
#include "driver/changing.h"
#include "unit.h"

/* 16 ns to apply a byte, 26 ns in all; half of it is spared. */
static const struct changing_price price = {.cost = 26e-9, .saved = .5};

/* A host that was sent 100 MB at that many MB a second. */
static bool pays(double rate, bool made)
{
	return changing_pays(&price, 100 / rate, 100e6, made);
}

static void slow_wire_pays(void)
{
	CHECK(pays(12, false)); /* 100 Mbit/s: 42 ns a byte are spared */
	CHECK(pays(12, true));
}

static void fast_wire_does_not(void)
{
	CHECK(!pays(118, false)); /* 1 Gbit/s: 4 ns */
	CHECK(!pays(118, true));
}

/* Those that are made for another host cost less. */
static void making_counts_once(void)
{
	CHECK(!pays(30, false)); /* 17 ns */
	CHECK(pays(30, true));
}

/* A slow host beside many fast ones gets them, and they don't: no mean of all is formed. */
static void each_by_its_own(void)
{
	CHECK(pays(12, true) && !pays(118, true));
	CHECK(!changing_pays(&price, 100 / 12. + 9 * 100 / 118., 10 * 100e6, false));
}

static void nothing_known(void)
{
	CHECK(!changing_pays(&price, 0, 0, true));
	CHECK(!changing_pays(&price, 5, 0, false));
	CHECK(!changing_pays(&price, 0, 1e9, true));
}

int main(void)
{
	RUN(slow_wire_pays);
	RUN(fast_wire_does_not);
	RUN(making_counts_once);
	RUN(each_by_its_own);
	RUN(nothing_known);
	return unit_end();
}
