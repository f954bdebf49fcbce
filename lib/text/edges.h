/* edges - where words begin and end in a text, found 64 bytes at a time.
 *
 * A byte is inside a word where it is an ASCII letter, a digit where digits
 * count, or not ASCII; bytes of 0x80 and above are left to the
 * caller.  Each block of 64 bytes becomes a mask w of such bytes; the bits
 * of w ^ w << 1 are the places where words begin and end.  The next block begins
 * where a word does that its block cuts, so that words are whole.
 *     edges_start(&edges, text, size);
 *     while (edges_fill(&edges))
 *         ... edges_take(&edges, &end) until edges.bits is 0 ... */
#ifndef TEXT_EDGES_H
#define TEXT_EDGES_H

#include "num/variants.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes behind a text that are read, whatever they are; most words of a block. */
enum { EDGES_BEHIND = 63, EDGES_WORDS = 32 };

struct edges {
	bool digits;                /* they are inside words */
	const unsigned char *block; /* bits are of the 64 bytes here: */
	uint64_t bits;              /* begin, end, begin, end, ...; a begin alone: a long word */
	const unsigned char *long_end; /* where that ends; NULL: all have their ends */
	const unsigned char *next, *end; /* the text that is left */
};

void edges_start(struct edges *edges, const char *text, size_t size);

/* For edges_fill alone: a word of 64 bytes and more, which a block begins with, by itself. */
void edges_take_long(struct edges *edges);

#ifdef __SSE2__
/* Signed comparisons: a letter plus 5 is above 101, a digit plus 70 above 117, and
 * no other byte is; a byte of 0x80 and above has the top bit itself. */
static INLINE uint64_t edges_mask16(const unsigned char *at, __m128i digit_least)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
	const __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
	const __m128i letter = _mm_cmpgt_epi8(_mm_add_epi8(lower, _mm_set1_epi8(5)),
		_mm_set1_epi8(101));
	const __m128i digit = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(70)), digit_least);

	return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letter, digit), v));
}

static INLINE uint64_t edges_mask(const unsigned char *at, bool digits)
{
	const __m128i least = _mm_set1_epi8(digits ? 117 : 127);

	return edges_mask16(at, least) | edges_mask16(at + 16, least) << 16
		| edges_mask16(at + 32, least) << 32 | edges_mask16(at + 48, least) << 48;
}
#else
static INLINE uint64_t edges_mask(const unsigned char *at, bool digits)
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

/* The next block that has words, where all of the one before were taken; false at the end of
 * the text. */
static INLINE bool edges_fill(struct edges *edges)
{
	edges->long_end = NULL;
	while (!edges->bits && edges->next < edges->end) {
		const size_t left = (size_t)(edges->end - edges->next);
		uint64_t mask = edges_mask(edges->next, edges->digits);
		unsigned cut;

		edges->block = edges->next;
		if (left < 64)
			mask &= ((uint64_t)1 << left) - 1;
		if (mask == UINT64_MAX) {
			edges_take_long(edges);
			return true;
		}
		cut = (unsigned)__builtin_clzll(~mask); /* bytes of a word that is not whole */
		edges->bits = (mask ^ mask << 1) & (UINT64_MAX >> cut);
		edges->next += 64 - cut;
	}
	return edges->bits != 0;
}

/* Takes a word, of which there must be one: its begin and, in *end, its end. */
static inline const unsigned char *edges_take(struct edges *edges, const unsigned char **end)
{
	const unsigned char *begin = edges->block + __builtin_ctzll(edges->bits);

	edges->bits &= edges->bits - 1;
	if (!edges->bits) {
		*end = edges->long_end;
		return begin;
	}
	*end = edges->block + __builtin_ctzll(edges->bits);
	edges->bits &= edges->bits - 1;
	return begin;
}

#endif
