/* report_test.c - when notes advise another transport. */
#include "driver/report.h"
#include "unit.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

static char noted[1024];

static void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	(void)vsnprintf(noted, sizeof noted, format, list);
	va_end(list);
}

/* Does a note of the encryption's share come, as --check and --report have it? */
static bool advised(double cpu, double seconds, bool here, const char *rsh)
{
	struct pool_host host = {.host = {.here = here}}, *hosts[] = {&host};
	const struct driver driver = {.options = {.note = note, .link = {.rsh = rsh}},
		.pool = {.host = hosts, .hosts = 1}};

	noted[0] = 0;
	report_encryption(&driver, cpu, seconds);
	return strstr(noted, "--rsh ssh would take about ") != NULL;
}

static void the_client_is_advised_where_a_tenth_is_gained(void)
{
	/* at 1.3 times the speed a whole core busy gains 23 %, half of one 12, a third 8 */
	CHECK(advised(10, 10, false, NULL));
	CHECK(strstr(noted, "used 100 % of a core") && strstr(noted, "about 23 % less"));
	CHECK(advised(5, 10, false, NULL));
	CHECK(!advised(3.3, 10, false, NULL));
	CHECK(!advised(0, 0, false, NULL));
}

static void others_are_not_advised(void)
{
	CHECK(!advised(10, 10, false, "ssh"));
	CHECK(!advised(10, 10, true, NULL));
}

int main(void)
{
	RUN(the_client_is_advised_where_a_tenth_is_gained);
	RUN(others_are_not_advised);
	return unit_end();
}
