/* number.c - numbers to text and back. */
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIVES = 28 };

/* 5^i: all that fit 64 bits. */
static const uint64_t five[FIVES] = {1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125,
	9765625, 48828125, 244140625, 1220703125, 6103515625, 30517578125, 152587890625,
	762939453125, 3814697265625, 19073486328125, 95367431640625, 476837158203125,
	2384185791015625, 11920928955078125, 59604644775390625, 298023223876953125,
	1490116119384765625, 7450580596923828125};

typedef unsigned __int128 wide; /* the one name for a type of the compiler's own */

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

/* The slow method, for numbers that the fast one can't do: programs here never leave the
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

static double power_of_two(int exponent)
{
	uint64_t bits = (uint64_t)(exponent + 1023) << 52;
	double power;

	memcpy(&power, &bits, sizeof power);
	return power;
}

/* mantissa * 10^exponent, correctly rounded, for mantissa not 0 and exponents
 * less than FIVES either way: an exact product or quotient with 5^|exponent|
 * cut to 64 bits, where the lowest bit stands for all that were cut off. */
static double scale(uint64_t mantissa, int exponent)
{
	uint64_t top, rest, divisor;
	wide whole;
	int shift;

	if (exponent >= 0) {
		whole = (wide)mantissa * five[exponent];
		top = (uint64_t)(whole >> 64);
		shift = top ? __builtin_clzll(top) : 64 + __builtin_clzll((uint64_t)whole);
		whole <<= shift;
		top = (uint64_t)(whole >> 64);
		rest = (uint64_t)whole;
		return (double)(top | (rest != 0)) * power_of_two(exponent + 64 - shift);
	}
	/* both with their highest bits set: a quotient of 63 bits or 64 */
	divisor = five[-exponent];
	shift = __builtin_clzll(divisor) - __builtin_clzll(mantissa);
	divisor <<= __builtin_clzll(divisor);
	whole = (wide)(mantissa << __builtin_clzll(mantissa)) << 63;
	top = (uint64_t)(whole / divisor);
	rest = (uint64_t)(whole % divisor);
	return (double)(top | (rest != 0)) * power_of_two(exponent + shift - 63);
}

/* Digits from *at on, added to the mantissa while it has fewer than 20;
 * returns how many there were, zeros that lead aside. */
static int take_digits(const char **at, const char *end, uint64_t *mantissa)
{
	uint64_t value = *mantissa;
	const char *from = *at;
	int digits = 0;

	for (; from < end && (unsigned char)(*from - '0') <= 9; from++)
		if (value || *from != '0') {
			value = value * 10 + (unsigned)(*from - '0');
			digits++;
		}
	*at = from;
	*mantissa = value;
	return digits;
}

/* "e-5" and the like; false where no digit follows the e. */
static bool take_exponent(const char **at, const char *end, int *exponent)
{
	bool down = *at + 1 < end && (*at)[1] == '-';
	int value = 0;

	*at += 1 + (*at + 1 < end && ((*at)[1] == '-' || (*at)[1] == '+'));
	if (*at >= end)
		return false;
	for (; *at < end && (unsigned char)(**at - '0') <= 9 && value < 1000; ++*at)
		value = value * 10 + (**at - '0');
	*exponent += down ? -value : value;
	return true;
}

bool number_parse_real(const char *text, size_t length, double *number)
{
	const char *at = text, *end = text + length, *point;
	bool negative = length > 0 && *text == '-';
	uint64_t mantissa = 0;
	int digits, exponent = 0;
	size_t marks;

	if (length == 0)
		return false;
	at += negative;
	point = at;
	digits = take_digits(&at, end, &mantissa);
	marks = (size_t)(at - point);
	if (at < end && *at == '.') {
		point = ++at;
		digits += take_digits(&at, end, &mantissa);
		marks += (size_t)(at - point);
		if (at - point < 1000)
			exponent = -(int)(at - point);
		else
			digits = 1000;
	}
	if (marks && at < end && (*at == 'e' || *at == 'E')
		&& !take_exponent(&at, end, &exponent))
		return false;
	/* 19 digits fit 64 bits */
	if (at != end || !marks || digits > 19 || exponent <= -FIVES || exponent >= FIVES)
		return parse_by_strtod(text, length, number);
	*number = mantissa ? scale(mantissa, exponent) : 0;
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
		if (!unit || !*unit
			|| (text[digits + 1] && strcmp(text + digits + 1, "iB") != 0))
			return false;
		factor <<= 10 * (unit - units + 1);
	}
	return !__builtin_mul_overflow(*bytes, factor, bytes);
}

size_t number_format_whole(char out[NUMBER_TEXT], uint64_t number)
{
	static const char pairs[] = "0001020304050607080910111213141516171819"
		"2021222324252627282930313233343536373839404142434445464748495051525354"
		"5556575859606162636465666768697071727374757677787980818283848586878889"
		"90919293949596979899";
	char digit[20];
	size_t at = sizeof digit;

	if (number < 10) {
		*out = (char)('0' + number);
		return 1;
	}
	while (number >= 100) {
		at -= 2;
		memcpy(digit + at, pairs + number % 100 * 2, 2);
		number /= 100;
	}
	if (number >= 10) {
		at -= 2;
		memcpy(digit + at, pairs + number * 2, 2);
	} else {
		digit[--at] = (char)('0' + number);
	}
	memcpy(out, digit + at, sizeof digit - at);
	return sizeof digit - at;
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

/* A binary number as digits * 10^exponent. */
struct decimal {
	uint64_t digits;
	int exponent;
};

/* The shortest digits that lie nearer to mantissa * 2^exponent (mantissa less
 * than 2^53) than to its neighbours, and of these the nearest.  All is exact:
 * the number, and halfway to its neighbours, are multiplied by a power of ten
 * that makes more than enough digits of them, in 128 bits.  False where those
 * don't suffice.
 *   enough  digits that always suffice: 9 of a float, 17 of a double
 *   lowest  the mantissa is the smallest of its exponent: the neighbour below
 *           is half as far as the one above */
static bool shorten(uint64_t mantissa, int exponent, int enough, bool lowest,
	struct decimal *decimal)
{
	int bits = 63 - __builtin_clzll(mantissa) + exponent;
	/* at most log10 of the number, rounded down: 1233/4096 is below log10(2) */
	int tens = bits >= 0 ? bits * 1233 >> 12 : -((-bits * 1234 + 4095) >> 12);
	int power = enough - 1 - tens, shift = 2 - exponent - power;
	wide factor, middle, low, high, cut, half, rest;
	uint64_t least, most, value, unit = 1;
	bool open = mantissa & 1; /* a tie would be read as an even mantissa */

	if (power < 0 || power > (enough > 9 ? 31 : 43) || shift < 3 || shift > 127)
		return false;
	factor = power < FIVES ? five[power] : (wide)five[FIVES - 1] * five[power - FIVES + 1];
	middle = factor * (4 * mantissa);
	low = middle - factor * (lowest ? 1 : 2);
	high = middle + factor * 2;
	cut = ((wide)1 << shift) - 1;
	least = (uint64_t)(low >> shift) + ((low & cut) != 0 || open);
	most = (uint64_t)(high >> shift) - ((high & cut) == 0 && open);
	value = (uint64_t)(middle >> shift);
	while ((least + 9) / 10 <= most / 10) {
		least = (least + 9) / 10;
		most /= 10;
		unit *= 10;
		power--;
	}
	/* to the nearest, and of two as near to the even one */
	half = unit == 1 ? (wide)1 << (shift - 1) : (wide)(unit / 2) << shift;
	rest = middle - ((wide)(value - value % unit) << shift);
	value /= unit;
	value += rest > half || (rest == half && value & 1);
	decimal->digits = value < least ? least : value > most ? most : value;
	decimal->exponent = -power;
	return true;
}

/* The text that %g would make of it, with the precision that many digits ask. */
static size_t layout(char *out, bool negative, const struct decimal *decimal, int precision)
{
	char digit[NUMBER_TEXT];
	size_t n = number_format_whole(digit, decimal->digits);
	int exponent = decimal->exponent + (int)n - 1; /* of the first digit */
	size_t before; /* digits before the point */
	char *at = out;
	int zeros;

	if ((int)n > precision)
		precision = (int)n;
	if (negative)
		*at++ = '-';
	if (exponent < -4 || exponent >= precision) {
		*at++ = digit[0];
		if (n > 1) {
			*at++ = '.';
			memcpy(at, digit + 1, n - 1);
			at += n - 1;
		}
		*at++ = 'e';
		*at++ = exponent < 0 ? '-' : '+';
		exponent = exponent < 0 ? -exponent : exponent;
		*at++ = (char)('0' + exponent / 10);
		*at++ = (char)('0' + exponent % 10);
		return (size_t)(at - out);
	}
	if (exponent < 0) {
		memcpy(at, "0.0000", 6);
		at += 1 - exponent;
		memcpy(at, digit, n);
		return (size_t)(at - out) + n;
	}
	before = (size_t)exponent + 1 < n ? (size_t)exponent + 1 : n;
	memcpy(at, digit, before);
	at += before;
	for (zeros = exponent + 1 - (int)n; zeros > 0; zeros--)
		*at++ = '0';
	if (n > before) {
		*at++ = '.';
		memcpy(at, digit + before, n - before);
		at += n - before;
	}
	return (size_t)(at - out);
}

/* The rest, one in a thousand at most: the precision is raised until the text
 * reads back.  Where a number has all its bits the first that can be enough
 * is known (%g drops zeros at the end); a subnormal one may do with one digit. */
static size_t format_slowly(char *out, double number, int least, bool narrow)
{
	int digits = least, most = narrow ? 9 : 17;

	for (;; digits++) {
		int length = snprintf(out, NUMBER_TEXT, "%.*g", digits, number);

		if (digits == most
			|| (narrow ? strtof(out, NULL) == (float)number
				   : strtod(out, NULL) == number))
			return (size_t)length;
	}
}

size_t number_format_float(char out[NUMBER_TEXT], float number)
{
	struct decimal decimal;
	uint32_t bits, mantissa;
	int exponent;
	size_t length;

	if (format_if_whole(out, (double)number, &length))
		return length;
	memcpy(&bits, &number, sizeof bits);
	mantissa = bits & 0x7fffff;
	exponent = (int)(bits >> 23 & 0xff);
	if (exponent > 0 && exponent < 0xff
		&& shorten(mantissa | 0x800000, exponent - 150, 9, mantissa == 0, &decimal))
		return layout(out, bits >> 31, &decimal, 6);
	return format_slowly(out, (double)number, exponent ? 6 : 1, true);
}

size_t number_format_double(char out[NUMBER_TEXT], double number)
{
	struct decimal decimal;
	uint64_t bits, mantissa;
	int exponent;
	size_t length;

	if (format_if_whole(out, number, &length))
		return length;
	memcpy(&bits, &number, sizeof bits);
	mantissa = bits & 0xfffffffffffff;
	exponent = (int)(bits >> 52 & 0x7ff);
	if (exponent > 0 && exponent < 0x7ff
		&& shorten(mantissa | 0x10000000000000, exponent - 1075, 17, mantissa == 0,
			&decimal))
		return layout(out, bits >> 63, &decimal, 15);
	return format_slowly(out, number, exponent ? 15 : 1, false);
}
