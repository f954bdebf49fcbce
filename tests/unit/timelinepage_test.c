/* timelinepage_test.c - the page of --report: bars of short tasks are one, and memory
 * that ends anywhere in the page is told. */
#include "driver/timelinepage.h"

#include "base/clock.h"
#include "driver/pool.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static struct fault fault;
static struct pool_host host = {.host = {.name = (char *)"far<1>"}};
static struct slot slots[2], *slot_list[] = {&slots[0], &slots[1]};
static struct pool_host *hosts[] = {&host};
static struct driver driver = {.pool = {.host = hosts, .hosts = 1},
	.options = {.command = "dist-run x"}};

/* Times in seconds of a run of 1000. */
static void bar(const char *name, uint32_t slot, double from, double to, bool failed)
{
	const double began = driver.tally.opened;

	timeline_add(&driver.timeline, name, (struct timeline_bar){.from = began + from,
		.to = began + to, .end = began + to, .slot = slot, .bytes = 1000000,
		.failed = failed});
}

static void prepare(void)
{
	host.slot = slot_list;
	host.slots = 2;
	driver.tally.opened = clock_now() - 1000;
	/* three of a point together, of which one failed, and a long one */
	bar("map", 0, 100, 100.25, false);
	bar("map", 0, 100.25, 100.5, false);
	bar("map", 0, 100.5, 100.75, true);
	bar("map", 1, 100, 100.25, false);
	bar("reduce", 1, 100.25, 100.5, false);
	bar("map", 0, 200, 700, false);
}

static size_t times_in(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void short_bars_are_one(void)
{
	struct bytes page = {0};

	CHECK(timelinepage_put(&driver, &page, &fault) == 0);
	CHECK(bytes_append(&page, "", 1, &fault) == 0);
	CHECK(times_in(page.data, "<title>map: 0.50 s, 2.00 MB, at 100.00 s (2 tasks)") == 1);
	CHECK(times_in(page.data, "<title>map, failed: 0.25 s, 1.00 MB, at 100.50 s<") == 1);
	CHECK(times_in(page.data, "<title>map: 500.00 s, 1.00 MB, at 200.00 s<") == 1);
	/* another slot's and another phase's stay apart */
	CHECK(times_in(page.data, "<title>map: 0.25 s, 1.00 MB, at 100.00 s<") == 1);
	CHECK(times_in(page.data, "<title>reduce: ") == 1);
	CHECK(times_in(page.data, "far&lt;1&gt;") >= 2 && times_in(page.data, "far<1>") == 0);
	bytes_release(&page);
}

/* So many bytes have room, and then memory has an end. */
static void memory_may_end_anywhere(void)
{
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
	enum { LARGE = 1 << 29 };
	const struct rlimit limit = {LARGE + LARGE / 4, LARGE + LARGE / 4};
	struct bytes page = {.data = malloc(LARGE), .room = LARGE};
	size_t whole, room;

	CHECK(page.data && setrlimit(RLIMIT_AS, &limit) == 0);
	CHECK(timelinepage_put(&driver, &page, &fault) == 0);
	whole = page.size;
	CHECK(whole > 3000);
	for (room = 0; room + 16 < whole; room += 3) {
		fault = (struct fault){0};
		page.size = LARGE - room;
		CHECK(timelinepage_put(&driver, &page, &fault) == -1 && fault.kind == FAULT_SYSTEM);
	}
	page.size = LARGE - whole - 16;
	CHECK(timelinepage_put(&driver, &page, &fault) == 0);
	bytes_release(&page);
#endif
}

int main(void)
{
	prepare();
	RUN(short_bars_are_one);
	RUN(memory_may_end_anywhere);
	timeline_release(&driver.timeline);
	return unit_end();
}
