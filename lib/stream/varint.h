/* varint - whole numbers in 7-bit groups, the lowest first, the high bit set
 * on all but the last (LEB128). */
#ifndef STREAM_VARINT_H
#define STREAM_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VARINT_MOST = 5 }; /* bytes that a 32-bit number can need */

/* Writes at most VARINT_MOST bytes; returns the place behind them. */
static inline unsigned char *varint_put(unsigned char *at, uint32_t value)
{
	while (value >= 0x80) {
		*at++ = (unsigned char)(value | 0x80);
		value >>= 7;
	}
	*at++ = (unsigned char)value;
	return at;
}

/* Takes one number from [*at, end): false where it is cut, longer than it
 * need be in bytes, or over 32 bits. */
static inline bool varint_take(const unsigned char **at, const unsigned char *end,
	uint32_t *value)
{
	const unsigned char *from = *at;
	uint32_t result = 0;
	unsigned shift;

	for (shift = 0; from < end && shift < 35; shift += 7) {
		uint32_t byte = *from++;

		if (shift == 28 && byte > 0x0f)
			return false;
		result |= (byte & 0x7f) << shift;
		if (byte < 0x80) {
			*value = result;
			*at = from;
			return byte != 0 || shift == 0;
		}
	}
	return false;
}

/* The same for numbers of 64 bits below 2^63: a tenth byte there is none. */
enum { VARINT_LONG_MOST = 9 };

static inline unsigned char *varint_put_long(unsigned char *at, uint64_t value)
{
	while (value >= 0x80) {
		*at++ = (unsigned char)(value | 0x80);
		value >>= 7;
	}
	*at++ = (unsigned char)value;
	return at;
}

static inline bool varint_take_long(const unsigned char **at, const unsigned char *end,
	uint64_t *value)
{
	const unsigned char *from = *at;
	uint64_t result = 0;
	unsigned shift;

	for (shift = 0; from < end && shift < 63; shift += 7) {
		uint64_t byte = *from++;

		result |= (byte & 0x7f) << shift;
		if (byte < 0x80) {
			*value = result;
			*at = from;
			return byte != 0 || shift == 0;
		}
	}
	return false;
}

#endif
