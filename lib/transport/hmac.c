/* hmac.c - SHA-1 of short texts, and the HMAC over it. */
#include "transport/hmac.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64 };

static uint32_t rotate(uint32_t word, int by)
{
	return word << by | word >> (32 - by);
}

/* Section 6.1 of RFC 3174. */
static void block_sha1(uint32_t h[5], const unsigned char *block)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	int t;

	for (t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16
			| (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (t = 0; t < 80; t++) {
		uint32_t f = t < 20 ? ((b & c) | (~b & d)) + 0x5a827999
			: t < 40 ? (b ^ c ^ d) + 0x6ed9eba1
			: t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
			: (b ^ c ^ d) + 0xca62c1d6;
		uint32_t next = rotate(a, 5) + f + e + w[t];

		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

/* text has room for the padding: two more blocks. */
static void sha1(unsigned char *text, size_t size, unsigned char out[HMAC_SIZE])
{
	uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
	size_t padded = (size + 8) / BLOCK * BLOCK + BLOCK, i;

	memset(text + size, 0, padded - size);
	text[size] = 0x80;
	for (i = 0; i < 8; i++)
		text[padded - 1 - i] = (unsigned char)((uint64_t)size * 8 >> 8 * i & 0xff);
	for (i = 0; i < padded; i += BLOCK)
		block_sha1(h, text + i);
	for (i = 0; i < HMAC_SIZE; i++)
		out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
}

void hmac_sha1(const void *key, size_t key_size, const void *text, size_t size,
	unsigned char out[HMAC_SIZE])
{
	unsigned char work[BLOCK + HMAC_TEXT_MOST + 2 * BLOCK];
	unsigned char pad[BLOCK] = {0};
	size_t i;

	memcpy(pad, key, key_size);
	for (i = 0; i < BLOCK; i++)
		work[i] = pad[i] ^ 0x36;
	memcpy(work + BLOCK, text, size);
	sha1(work, BLOCK + size, out);
	for (i = 0; i < BLOCK; i++)
		work[i] = pad[i] ^ 0x5c;
	memcpy(work + BLOCK, out, HMAC_SIZE);
	sha1(work, BLOCK + HMAC_SIZE, out);
}
