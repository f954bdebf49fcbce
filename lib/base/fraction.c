/* fraction.c - decimal fractions without rounding. */
#include "base/fraction.h"

#include "base/number.h"

#include <stdio.h>

__extension__ typedef unsigned __int128 wide;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits and at most one point: their value without the point, and how many
 * follow it.  Returns where they end, NULL where there is none or they are too many. */
static const char *take_digits(const char *at, const char *end, uint64_t *value, int *decimals)
{
	bool point = false, any = false;
	int zeros = 0; /* at the end, which count once a digit follows */

	*value = 0;
	*decimals = 0;
	for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
		if (*at == '.') {
			point = true;
			continue;
		}
		any = true;
		*decimals += point;
		if (*at == '0') {
			zeros++;
			continue;
		}
		for (; zeros >= 0; zeros--) {
			if (*value > UINT64_MAX / 100)
				return NULL;
			*value *= 10;
		}
		zeros = 0;
		*value += (uint64_t)(*at - '0');
	}
	*decimals -= zeros;
	return any ? at : NULL;
}

/* "e-3" and the like, or nothing. */
static bool take_exponent(const char *at, const char *end, int *exponent)
{
	bool minus;

	*exponent = 0;
	if (at == end)
		return true;
	if (*at != 'e' && *at != 'E')
		return false;
	at++;
	minus = at < end && *at == '-';
	at += at < end && (*at == '-' || *at == '+');
	if (at == end)
		return false;
	for (; at < end && is_digit(*at) && *exponent < 1000; at++)
		*exponent = 10 * *exponent + (*at - '0');
	if (minus)
		*exponent = -*exponent;
	return at == end;
}

bool fraction_parse(const char *text, size_t length, struct fraction *fraction)
{
	const char *end = text + length, *at;
	uint64_t top;
	int decimals, exponent;

	at = take_digits(text, end, &top, &decimals);
	if (!at || !take_exponent(at, end, &exponent))
		return false;
	decimals -= exponent;
	if (top == 0)
		decimals = 0;
	if (decimals > FRACTION_DECIMALS || decimals < -FRACTION_DECIMALS)
		return false;
	*fraction = (struct fraction){top, 1};
	for (; decimals > 0; decimals--)
		fraction->bottom *= 10;
	for (; decimals < 0; decimals++) {
		if (fraction->top > UINT64_MAX / 10)
			return false;
		fraction->top *= 10;
	}
	return fraction->top <= fraction->bottom;
}

uint64_t fraction_of(struct fraction fraction, uint64_t count)
{
	return (uint64_t)((wide)fraction.top * count / fraction.bottom);
}

uint64_t fraction_of_hashes(struct fraction fraction)
{
	if (fraction.top >= fraction.bottom)
		return UINT64_MAX;
	return (uint64_t)(((wide)fraction.top << 64) / fraction.bottom);
}

void fraction_format(struct fraction fraction, char text[FRACTION_TEXT])
{
	int decimals = 0;
	uint64_t bottom = fraction.bottom;

	for (; bottom > 1; bottom /= 10)
		decimals++;
	if (decimals)
		(void)snprintf(text, FRACTION_TEXT, "0.%0*llu", decimals,
			(unsigned long long)fraction.top);
	else
		(void)snprintf(text, FRACTION_TEXT, "%llu", (unsigned long long)fraction.top);
}

bool fraction_least_parse(const char *text, size_t length, struct fraction_least *least)
{
	*least = (struct fraction_least){0};
	if (number_parse_whole(text, length, &least->whole))
		return least->whole >= 1;
	return fraction_parse(text, length, &least->part);
}

uint64_t fraction_least_of(struct fraction_least least, uint64_t count)
{
	uint64_t whole;

	if (!least.part.bottom)
		return least.whole;
	whole = fraction_of(least.part, count);
	return whole + ((wide)whole * least.part.bottom < (wide)least.part.top * count);
}

void fraction_least_format(struct fraction_least least, char text[FRACTION_TEXT])
{
	if (!least.part.bottom)
		(void)snprintf(text, FRACTION_TEXT, "%llu", (unsigned long long)least.whole);
	else if (least.part.bottom == 1)
		(void)snprintf(text, FRACTION_TEXT, "%llu.0", (unsigned long long)least.part.top);
	else
		fraction_format(least.part, text);
}
