/* edges.c - masks of bytes that are inside words, and their edges. */
#include "text/edges.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void edges_start(struct edges *edges, const char *text, size_t size)
{
	edges->next = (const unsigned char *)text;
	edges->end = edges->next + size;
	edges->bits = 0;
}

#ifdef __SSE2__
/* Signed comparisons: a letter plus 5 is above 101, a digit plus 70 above 117, and
 * no other byte is; a byte of 0x80 and above has the top bit itself. */
static inline uint64_t mask16(const unsigned char *at, __m128i digit_least)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
	const __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
	const __m128i letter = _mm_cmpgt_epi8(_mm_add_epi8(lower, _mm_set1_epi8(5)),
		_mm_set1_epi8(101));
	const __m128i digit = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(70)), digit_least);

	return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), v));
}

static inline uint64_t mask_of(const unsigned char *at, bool digits)
{
	const __m128i least = _mm_set1_epi8(digits ? 117 : 127);

	return mask16(at, least) | mask16(at + 16, least) << 16 | mask16(at + 32, least) << 32
		| mask16(at + 48, least) << 48;
}
#else
static inline uint64_t mask_of(const unsigned char *at, bool digits)
{
	uint64_t mask = 0;
	unsigned i;

	for (i = 0; i < 64; i++) {
		unsigned char c = at[i], lower = c | 0x20;

		mask |= (uint64_t)(c >= 0x80 || (lower >= 'a' && lower <= 'z')
			|| (digits && c >= '0' && c <= '9')) << i;
	}
	return mask;
}
#endif

/* A word of 64 bytes and more, which a block begins with, by itself. */
static void take_long(struct edges *edges)
{
	const unsigned char *at = edges->next;
	uint64_t outside = 0;

	while (at < edges->end && !(outside = ~mask_of(at, edges->digits)))
		at += 64;
	if (outside)
		at += __builtin_ctzll(outside);
	edges->bits = 1;
	edges->long_end = edges->next = at < edges->end ? at : edges->end;
}

bool edges_fill(struct edges *edges)
{
	edges->long_end = NULL;
	while (!edges->bits && edges->next < edges->end) {
		const size_t left = (size_t)(edges->end - edges->next);
		uint64_t mask = mask_of(edges->next, edges->digits);
		unsigned cut;

		edges->block = edges->next;
		if (left < 64)
			mask &= ((uint64_t)1 << left) - 1;
		if (mask == UINT64_MAX) {
			take_long(edges);
			return true;
		}
		cut = (unsigned)__builtin_clzll(~mask); /* bytes of a word that is not whole */
		edges->bits = (mask ^ mask << 1) & (UINT64_MAX >> cut);
		edges->next += 64 - cut;
	}
	return edges->bits != 0;
}
