/* fraction - a part between 0 and 1 as it was written, in decimals, so that a
 * part of a count is exact: 0.7 of 90 is 63, where the nearest double times 90
 * is less than that. */
#ifndef BASE_FRACTION_H
#define BASE_FRACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* top / bottom; bottom is a power of ten, and top is no multiple of ten unless
 * it is 0 and bottom 1: equal fractions are equal in both. */
struct fraction {
	uint64_t top, bottom;
};

/* A number of things: so many, or a part of all of them. */
struct fraction_least {
	uint64_t whole;       /* where part.bottom is 0 */
	struct fraction part;
};

#define FRACTION_DECIMALS 18 /* at most */
#define FRACTION_TEXT 32     /* room for fraction_format's text and its zero */

/* Decimal or exponent form, 0 to 1.  False for anything else, and where it has
 * more decimals than FRACTION_DECIMALS. */
bool fraction_parse(const char *text, size_t length, struct fraction *fraction);

/* The largest whole number that is not more than this part of count. */
uint64_t fraction_of(struct fraction fraction, uint64_t count);

/* The same part of 2^64, UINT64_MAX where that is all. */
uint64_t fraction_of_hashes(struct fraction fraction);

/* The shortest text that is parsed to the same, zero-terminated: "0.7", "1". */
void fraction_format(struct fraction fraction, char text[FRACTION_TEXT]);

/* Digits alone are a whole number, at least 1; with a point or an exponent they are a
 * part.  False as fraction_parse. */
bool fraction_least_parse(const char *text, size_t length, struct fraction_least *least);

/* The smallest whole number that is no less than it, of count things. */
uint64_t fraction_least_of(struct fraction_least least, uint64_t count);

/* Text that is parsed to the same; "1.0" is all of them. */
void fraction_least_format(struct fraction_least least, char text[FRACTION_TEXT]);

#endif
