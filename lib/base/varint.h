/* varint - whole numbers in 7-bit groups, the lowest first, the high bit set
 * on all but the last (LEB128). */
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VARINT_MOST = 5,     /* bytes that a 32-bit number can need */
	VARINT_LONG_MOST = 9 /* the same of a number below 2^63 */
};

/* Writes at most VARINT_MOST or VARINT_LONG_MOST bytes; returns the place behind
 * them. */
static inline unsigned char *varint_put(unsigned char *at, uint64_t value)
{
	while (value >= 0x80) {
		*at++ = (unsigned char)(value | 0x80);
		value >>= 7;
	}
	*at++ = (unsigned char)value;
	return at;
}

/* Bytes that varint_put writes. */
static inline size_t varint_size(uint64_t value)
{
	size_t size = 1;

	while (value >>= 7)
		size++;
	return size;
}

/* Takes one number from [*at, end): false where it is cut, longer than it
 * need be in bytes, or over so many bits. */
static inline bool varint_take_bits(const unsigned char **at, const unsigned char *end,
	unsigned bits, uint64_t *value)
{
	const unsigned char *from = *at;
	uint64_t result = 0;
	unsigned shift;

	for (shift = 0; from < end && shift < bits; shift += 7) {
		uint64_t byte = *from++;

		if (shift + 7 > bits && byte >> (bits - shift))
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

static inline bool varint_take(const unsigned char **at, const unsigned char *end,
	uint32_t *value)
{
	uint64_t taken;

	if (!varint_take_bits(at, end, 32, &taken))
		return false;
	*value = (uint32_t)taken;
	return true;
}

static inline bool varint_take_long(const unsigned char **at, const unsigned char *end,
	uint64_t *value)
{
	return varint_take_bits(at, end, 63, value);
}

#endif
