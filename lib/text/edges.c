/* edges.c - masks of bytes that are inside words, and their edges. */
#include "text/edges.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void edges_start(struct edges *edges, const char *text, size_t size)
{
	edges->text = (const unsigned char *)text;
	edges->size = size;
	edges->scanned = 0;
	edges->carry = 0;
	edges->next = edges->count = 0;
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

/* The last bytes of a text, with zeros after them. */
static uint64_t mask_of_rest(const unsigned char *at, size_t size, bool digits)
{
	unsigned char block[64] = {0};

	memcpy(block, at, size);
	return mask_of(block, digits);
}

/* Writes the places of the bits, eight at a time; surplus places are
 * overwritten later. */
static inline size_t put_edges(uint32_t *at, size_t count, uint64_t bits, uint32_t base)
{
	size_t n = count + (size_t)__builtin_popcountll(bits);

	while (bits) {
		unsigned i;

		for (i = 0; i < 8; i++) {
			at[count + i] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
			bits &= bits - 1;
		}
		count += 8;
	}
	return n;
}

bool edges_fill(struct edges *edges)
{
	const size_t left = edges->count - edges->next;

	if (left > 1)
		return true;
	if (left)
		edges->at[0] = edges->at[edges->next];
	edges->next = 0;
	edges->count = left;
	while (edges->count < 2 && edges->scanned < edges->size) {
		size_t rest = edges->size - edges->scanned;
		size_t end = edges->scanned + (rest < EDGES_WINDOW - 64 ? rest : EDGES_WINDOW - 64);
		size_t at = edges->scanned, count = edges->count;
		uint64_t carry = edges->carry;

		for (; at < end; at += 64) {
			uint64_t mask = end - at < 64
				? mask_of_rest(edges->text + at, end - at, edges->digits)
				: mask_of(edges->text + at, edges->digits);

			count = put_edges(edges->at, count, mask ^ (mask << 1 | carry), (uint32_t)at);
			carry = mask >> 63;
		}
		edges->scanned = end;
		edges->count = count;
		edges->carry = carry;
	}
	if (edges->scanned == edges->size && edges->count % 2)
		edges->at[edges->count++] = (uint32_t)edges->size;
	return edges->count > 1;
}
