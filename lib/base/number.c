/* number.c - numbers to text and back. */
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool number_parse_whole(const char *text, size_t length, uint64_t *number)
{
	uint64_t value = 0;
	size_t i;

	if (length == 0 || length > 20)
		return false;
	for (i = 0; i < length; i++) {
		unsigned digit = (unsigned)(unsigned char)text[i] - '0';

		if (digit > 9 || __builtin_mul_overflow(value, 10, &value)
			|| __builtin_add_overflow(value, digit, &value))
			return false;
	}
	*number = value;
	return true;
}

/* The slow way, for what the fast one leaves: programs here never leave the
 * "C" locale, so strtod reads a point. */
static bool parse_by_strtod(const char *text, size_t length, double *number)
{
	char copy[512], *end;
	size_t i;

	if (length >= sizeof copy)
		return false;
	for (i = 0; i < length; i++)
		if (!strchr("0123456789+-.eE", text[i]) || text[i] == 0)
			return false;
	memcpy(copy, text, length);
	copy[length] = 0;
	*number = strtod(copy, &end);
	return end == copy + length;
}

bool number_parse_real(const char *text, size_t length, double *number)
{
	static const double ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	const char *at = text, *end = text + length;
	bool negative = length > 0 && *text == '-';
	uint64_t mantissa = 0;
	int digits = 0, after = 0, exponent = 0;
	bool any = false;

	if (length == 0)
		return false;
	at += negative;
	for (; at < end && (unsigned char)(*at - '0') <= 9; at++, any = true)
		if (mantissa || *at != '0')
			mantissa = mantissa * 10 + (unsigned)(*at - '0'), digits++;
	if (at < end && *at == '.')
		for (at++; at < end && (unsigned char)(*at - '0') <= 9; at++, any = true, after++)
			if (mantissa || *at != '0')
				mantissa = mantissa * 10 + (unsigned)(*at - '0'), digits++;
	if (any && at + 1 < end && (*at == 'e' || *at == 'E')) {
		bool down = *++at == '-';

		at += *at == '-' || *at == '+';
		if (at == end)
			return false;
		for (; at < end && (unsigned char)(*at - '0') <= 9 && exponent < 1000; at++)
			exponent = exponent * 10 + (*at - '0');
		if (down)
			exponent = -exponent;
	}
	exponent -= after;
	/* exact in one operation (Clinger 1990): both factors are exact doubles */
	if (at != end || !any || digits > 15 || exponent < -22 || exponent > 22)
		return parse_by_strtod(text, length, number);
	*number = exponent < 0 ? (double)mantissa / ten[-exponent]
			       : (double)mantissa * ten[exponent];
	if (negative)
		*number = -*number;
	return true;
}

bool number_parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(text, "0123456789");
	const char *unit;
	uint64_t factor = 1;

	if (!number_parse_whole(text, digits, bytes))
		return false;
	if (text[digits]) {
		unit = strchr(units, text[digits] & ~0x20);
		if (!unit || !*unit || (text[digits + 1] && strcmp(text + digits + 1, "iB") != 0))
			return false;
		factor <<= 10 * (unit - units + 1);
	}
	return !__builtin_mul_overflow(*bytes, factor, bytes);
}

size_t number_format_whole(char out[NUMBER_TEXT], uint64_t number)
{
	char digit[20];
	size_t n = 0, i;

	do
		digit[n++] = (char)('0' + number % 10);
	while (number /= 10);
	for (i = 0; i < n; i++)
		out[i] = digit[n - 1 - i];
	return n;
}

/* True, with the text, for a number that is whole and exact. */
static bool format_if_whole(char *out, double number, size_t *length)
{
	if (!(fabs(number) < 1e9) || number != (double)(int64_t)number
		|| (number == 0 && signbit(number)))
		return false;
	*length = 0;
	if (number < 0)
		out[(*length)++] = '-';
	*length += number_format_whole(out + *length, (uint64_t)fabs(number));
	return true;
}

size_t number_format_float(char out[NUMBER_TEXT], float number)
{
	size_t length;
	int digits;

	if (format_if_whole(out, (double)number, &length))
		return length;
	/* subnormal numbers have fewer digits than the usual least */
	for (digits = fabsf(number) < FLT_MIN ? 1 : 6; digits < 9; digits++) {
		(void)snprintf(out, NUMBER_TEXT, "%.*g", digits, (double)number);
		if (strtof(out, NULL) == number)
			return strlen(out);
	}
	return (size_t)snprintf(out, NUMBER_TEXT, "%.9g", (double)number);
}

size_t number_format_double(char out[NUMBER_TEXT], double number)
{
	size_t length;
	int digits;

	if (format_if_whole(out, number, &length))
		return length;
	for (digits = fabs(number) < DBL_MIN ? 1 : 15; digits < 17; digits++) {
		(void)snprintf(out, NUMBER_TEXT, "%.*g", digits, number);
		if (strtod(out, NULL) == number)
			return strlen(out);
	}
	return (size_t)snprintf(out, NUMBER_TEXT, "%.17g", number);
}
