/* scan - numbers and blanks of a text that ends in a line end.
 *
 * Nothing here looks for the end of the text: each function stops at a line
 * end at the latest, so the text must have one.  Those that return a place
 * return NULL where what they look for is not there. */
#ifndef FORMAT_SCAN_H
#define FORMAT_SCAN_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline const char *scan_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* True at a line end, also one of the kind "\r\n". */
static inline bool scan_at_end(const char *at)
{
	return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

/* After the line end that must be here, blanks before it allowed. */
static inline const char *scan_end(const char *at)
{
	at = scan_blanks(at);
	if (*at == '\r')
		at++;
	return *at == '\n' ? at + 1 : NULL;
}

/* Digits, at most 18 of them. */
static inline const char *scan_whole(const char *at, uint64_t *number)
{
	const char *from = at;
	uint64_t value = 0;
	unsigned digit;

	while ((digit = (unsigned)(unsigned char)*at - '0') <= 9) {
		value = value * 10 + digit;
		at++;
	}
	*number = value;
	return at > from && at - from <= 18 ? at : NULL;
}

/* Any number up to the next blank or line end (number_parse_real). */
const char *scan_real_slow(const char *at, double *value);

/* The same; few digits, as most numbers have, are one exact division. */
static inline const char *scan_real(const char *at, double *value)
{
	static const double ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15};
	const char *from = at, *point = at;
	uint64_t mantissa = 0;
	unsigned digit;

	while ((digit = (unsigned)(unsigned char)*at - '0') <= 9) {
		mantissa = mantissa * 10 + digit;
		at++;
	}
	point = at;
	if (*at == '.')
		for (point = ++at; (digit = (unsigned)(unsigned char)*at - '0') <= 9; at++)
			mantissa = mantissa * 10 + digit;
	/* 15 digits and a point at most */
	if ((unsigned char)*at > ' ' || *from == '.' || at - from > 16 || at == from)
		return scan_real_slow(from, value);
	*value = (double)mantissa / ten[point < at ? at - point : 0];
	return at;
}

/* The next line of [*at, end), without its end and the blanks around it;
 * false where there is none. */
bool scan_line(const char **at, const char *end, const char **line, size_t *length);

/* FAULT_DATA: "what: '...'", with the rest of the line quoted. */
int scan_fault(struct fault *fault, const char *what, const char *at);

#endif
