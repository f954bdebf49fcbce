/* fraction_test - parts of counts against whole-number arithmetic. */
#include "base/fraction.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static bool parses(const char *text, uint64_t top, uint64_t bottom)
{
	struct fraction fraction;

	return fraction_parse(text, strlen(text), &fraction) && fraction.top == top
		&& fraction.bottom == bottom;
}

static bool refuses(const char *text)
{
	struct fraction fraction;

	return !fraction_parse(text, strlen(text), &fraction);
}

static void text_to_fractions(void)
{
	CHECK(parses("0", 0, 1) && parses("0.000", 0, 1) && parses(".0", 0, 1));
	CHECK(parses("1", 1, 1) && parses("1.000000000000000000000000", 1, 1));
	CHECK(parses("0.7", 7, 10) && parses(".70", 7, 10) && parses("7e-1", 7, 10));
	CHECK(parses("70E-2", 7, 10) && parses("0.07e+1", 7, 10) && parses("0.007e2", 7, 10));
	CHECK(parses("0.05", 5, 100) && parses("10e-3", 1, 100));
	CHECK(parses("0.123456789012345678", 123456789012345678u, 1000000000000000000u));
	CHECK(parses("0.50000000000000000000000", 5, 10));
	CHECK(parses("0e5", 0, 1) && parses("0e-999", 0, 1));
	CHECK(refuses("") && refuses(".") && refuses("e1") && refuses("1e") && refuses("0.5e-"));
	CHECK(refuses("1.01") && refuses("2") && refuses("1e1") && refuses("1e999999999"));
	CHECK(refuses("99e18") && refuses("18446744073709551615e1"));
	CHECK(refuses("-0.5") && refuses("+.5") && refuses("0.5 ") && refuses("0.5.1"));
	CHECK(refuses("0.1234567890123456789") && refuses("1e-19") && refuses("nan"));
	CHECK(refuses("99999999999999999999999999e-30"));
}

static void parts_of_counts(void)
{
	struct fraction fraction = {0, 1};
	uint64_t percent, count;
	char text[FRACTION_TEXT], written[16];

	for (percent = 0; percent <= 100; percent++) {
		(void)snprintf(written, sizeof written, "%llu.%02llu",
			(unsigned long long)(percent / 100), (unsigned long long)(percent % 100));
		CHECK(fraction_parse(written, strlen(written), &fraction));
		for (count = 0; count < 1000; count++)
			CHECK(fraction_of(fraction, count) == percent * count / 100);
		fraction_format(fraction, text);
		CHECK(parses(text, fraction.top, fraction.bottom));
	}
	CHECK(fraction_of((struct fraction){1, 1}, UINT64_MAX) == UINT64_MAX);
	CHECK(fraction_of((struct fraction){7, 10}, 90) == 63);
	fraction_format((struct fraction){7, 10}, text);
	CHECK(strcmp(text, "0.7") == 0);
	fraction_format((struct fraction){5, 100}, text);
	CHECK(strcmp(text, "0.05") == 0);
	fraction_format((struct fraction){1, 1}, text);
	CHECK(strcmp(text, "1") == 0);
}

static void at_least_a_part(void)
{
	static const struct {
		const char *text;
		uint64_t least;
	} of_90[] = {{"1", 1}, {"64", 64}, {"0.7", 63}, {"0.71", 64}, {"1.0", 90}, {"0.0", 0},
		{"1e-2", 1}, {"0.000000000000000001", 1}};
	static const char *const bad[] = {"0", "-1", "1.1", "", "x", "0.7x"};
	struct fraction_least least, again;
	char text[FRACTION_TEXT];
	size_t i;

	for (i = 0; i < sizeof of_90 / sizeof *of_90; i++) {
		CHECK(fraction_least_parse(of_90[i].text, strlen(of_90[i].text), &least));
		CHECK(fraction_least_of(least, 90) == of_90[i].least);
		fraction_least_format(least, text);
		CHECK(fraction_least_parse(text, strlen(text), &again));
		CHECK(least.whole == again.whole && least.part.top == again.part.top
			&& least.part.bottom == again.part.bottom);
	}
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!fraction_least_parse(bad[i], strlen(bad[i]), &least));
}

static void parts_of_hashes(void)
{
	CHECK(fraction_of_hashes((struct fraction){0, 1}) == 0);
	CHECK(fraction_of_hashes((struct fraction){5, 10}) == (uint64_t)1 << 63);
	CHECK(fraction_of_hashes((struct fraction){1, 10}) == 1844674407370955161u);
	CHECK(fraction_of_hashes((struct fraction){1, 1}) == UINT64_MAX);
}

int main(void)
{
	RUN(text_to_fractions);
	RUN(parts_of_counts);
	RUN(at_least_a_part);
	RUN(parts_of_hashes);
	return unit_end();
}
