/* number_test.c - numbers to text and back, held against strtod. */
#include "base/number.h"
#include "base/random.h"
#include "unit.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 200000 };

static uint64_t bits_at(uint64_t i)
{
	uint32_t word[4];

	random_words(7, (uint64_t[2]){i, 0}, word);
	return (uint64_t)word[0] << 32 | word[1];
}

static bool same_double(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

static void doubles_round_trip(void)
{
	uint64_t i;

	for (i = 0; i < TRIES; i++) {
		uint64_t bits = bits_at(i);
		char text[NUMBER_TEXT + 1];
		double number, back = 0;
		size_t length;

		/* every other one near 1, where the texts are of another form */
		if (i % 2)
			bits = (bits & 0x800fffffffffffffu) | (0x3d0 + bits % 97) << 52;
		memcpy(&number, &bits, sizeof number);
		if (!isfinite(number))
			continue;
		length = number_format_double(text, number);
		CHECK(length <= NUMBER_TEXT);
		text[length] = 0;
		CHECK(number_parse_real(text, length, &back) && same_double(back, number));
		CHECK(same_double(strtod(text, NULL), number));
	}
}

static void floats_round_trip(void)
{
	uint64_t i;

	for (i = 0; i < TRIES; i++) {
		uint32_t bits = (uint32_t)bits_at(i);
		char text[NUMBER_TEXT];
		double back;
		float number, near;

		memcpy(&number, &bits, sizeof number);
		if (!isfinite(number))
			continue;
		CHECK(number_parse_real(text, number_format_float(text, number), &back));
		near = (float)back;
		CHECK(memcmp(&near, &number, sizeof near) == 0);
	}
}

/* No text of fewer digits reads back as the number. */
static void texts_are_the_shortest(void)
{
	uint64_t i;

	for (i = 0; i < TRIES / 10; i++) {
		uint64_t bits = bits_at(i);
		char text[NUMBER_TEXT + 1], other[64];
		double number;
		int digits = 0, e;

		/* a tenth with few bits (as 0.5), a tenth subnormal */
		if (i % 10 == 0)
			bits &= 0xfff8000000000000u;
		else if (i % 10 == 1)
			bits &= 0x800fffffffffffffu >> i % 52;
		memcpy(&number, &bits, sizeof number);
		if (!isfinite(number) || number == 0)
			continue;
		text[number_format_double(text, number)] = 0;
		for (e = 0; text[e] && text[e] != 'e'; e++)
			digits += text[e] >= '0' && text[e] <= '9' && (digits || text[e] != '0');
		if (!strchr(text, '.')) /* 1200: the zeros are no digits */
			for (e--; e > 0 && text[e] == '0'; e--)
				digits--;
		if (digits < 2)
			continue;
		(void)snprintf(other, sizeof other, "%.*e", digits - 2, number);
		CHECK(!same_double(strtod(other, NULL), number));
	}
}

static void some_texts_are_known(void)
{
	static const struct {
		double number;
		const char *text;
	} known[] = {{0, "0"}, {-0.0, "-0"}, {1, "1"}, {-1, "-1"}, {0.1, "0.1"}, {1e9, "1000000000"},
		{1e15, "1e+15"}, {1e22, "1e+22"}, {0.3, "0.3"}, {1.0 / 3, "0.3333333333333333"},
		{5e-324, "5e-324"}, {1.7976931348623157e308, "1.7976931348623157e+308"},
		{999999999, "999999999"}, {-2.5, "-2.5"}};
	char text[NUMBER_TEXT];
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		size_t length = number_format_double(text, known[i].number);

		CHECK(length == strlen(known[i].text) && memcmp(text, known[i].text, length) == 0);
	}
	CHECK(number_format_float(text, 0.1f) == 3 && memcmp(text, "0.1", 3) == 0);
	CHECK(number_format_float(text, 1.0f / 3) == 10 && memcmp(text, "0.33333334", 10) == 0);
	CHECK(number_format_float(text, 1e-45f) == 5 && memcmp(text, "1e-45", 5) == 0);
	CHECK(number_format_whole(text, UINT64_MAX) == 20);
	CHECK(memcmp(text, "18446744073709551615", 20) == 0);
	CHECK(number_format_whole(text, 0) == 1 && *text == '0');
}

/* Decimal texts that no formatter writes: as strtod reads them, to the bit. */
static void texts_are_read_as_strtod_does(void)
{
	uint64_t i;

	for (i = 0; i < TRIES; i++) {
		uint64_t a = bits_at(4 * i), b = bits_at(4 * i + 1), c = bits_at(4 * i + 2);
		char text[128];
		double number = 0;

		switch (i % 4) {
		case 0:
			(void)snprintf(text, sizeof text, "%" PRIu64 "e%d", a >> c % 60,
				(int)(b % 700) - 350);
			break;
		case 1:
			(void)snprintf(text, sizeof text, "-%" PRIu64 ".%" PRIu64, a >> c % 64,
				b >> (c >> 8) % 64);
			break;
		case 2:
			(void)snprintf(text, sizeof text, "0.%0*" PRIu64 "E+%d", (int)(c % 40 + 1),
				a >> (c >> 8) % 64, (int)(b % 30));
			break;
		default:
			(void)snprintf(text, sizeof text, "%" PRIu64 "%" PRIu64 "e-%d", a, b,
				(int)(c % 60));
		}
		CHECK(number_parse_real(text, strlen(text), &number));
		CHECK(same_double(number, strtod(text, NULL)));
	}
}

static void other_forms_are_read(void)
{
	static const char *const good[] = {"1.", ".5", "-.5", "+1", "1e5", "1E+05", "00012",
		"0000000000000000000000001.5", "1e-400", "1e0", "-0", "1e00000000000000000005"};
	double number;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK(number_parse_real(good[i], strlen(good[i]), &number));
		CHECK(same_double(number, strtod(good[i], NULL)));
	}
	CHECK(number_parse_real("1e400", 5, &number) && isinf(number));
	/* exactly length bytes are read */
	CHECK(number_parse_real("12345", 2, &number) && number == 12);
	CHECK(number_parse_real("1e55", 3, &number) && number == 1e5);
}

static void nonsense_is_refused(void)
{
	static const char *const bad[] = {"", " 1", "1 ", "1,5", "nan", "NaN", "inf", "-inf",
		"infinity", "0x10", "1e", "1e+", "e5", ".", "-", "+", "--1", "1.5.2", "1e5.5", "1_0",
		"one", "1e5e5", "\t1", "1\n", "+-1", "1f", "0b1"};
	static const char *const bad_whole[] = {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1",
		"18446744073709551616", "99999999999999999999", "100000000000000000000", "a"};
	double number;
	uint64_t whole;
	char long_text[1100];
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!number_parse_real(bad[i], strlen(bad[i]), &number));
	CHECK(!number_parse_real("1\0", 2, &number));
	CHECK(!number_parse_real("1.5\0" "9999999999999999", 20, &number));
	for (i = 0; i < sizeof bad_whole / sizeof *bad_whole; i++)
		CHECK(!number_parse_whole(bad_whole[i], strlen(bad_whole[i]), &whole));
	CHECK(number_parse_whole("18446744073709551615", 20, &whole) && whole == UINT64_MAX);
	CHECK(number_parse_whole("007", 3, &whole) && whole == 7);
	memset(long_text, '1', sizeof long_text);
	CHECK(!number_parse_real(long_text, sizeof long_text, &number));
	memcpy(long_text, "0.", 2);
	CHECK(!number_parse_real(long_text, sizeof long_text, &number));
}

static void sizes_have_units(void)
{
	static const char *const bad[] = {"", "K", "1B", "1KB", "1Kib", "1 K", "-1", "1.5G", "1KiBB",
		"16777216T", "1P", "99999999999999999999K", "1Ki"};
	uint64_t bytes;
	size_t i;

	CHECK(number_parse_size("0", &bytes) && bytes == 0);
	CHECK(number_parse_size("512", &bytes) && bytes == 512);
	CHECK(number_parse_size("64M", &bytes) && bytes == (uint64_t)64 << 20);
	CHECK(number_parse_size("64m", &bytes) && bytes == (uint64_t)64 << 20);
	CHECK(number_parse_size("3GiB", &bytes) && bytes == (uint64_t)3 << 30);
	CHECK(number_parse_size("2T", &bytes) && bytes == (uint64_t)2 << 40);
	CHECK(number_parse_size("1KiB", &bytes) && bytes == 1024);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!number_parse_size(bad[i], &bytes));
}

int main(void)
{
	RUN(doubles_round_trip);
	RUN(floats_round_trip);
	RUN(texts_are_the_shortest);
	RUN(some_texts_are_known);
	RUN(texts_are_read_as_strtod_does);
	RUN(other_forms_are_read);
	RUN(nonsense_is_refused);
	RUN(sizes_have_units);
	return unit_end();
}
