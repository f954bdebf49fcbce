/* upto - copies text up to the first of a few bytes, sixteen at a time.
 *
 * Beyond what is copied no more is written than the text still has: where there is room for
 * all of it, there is enough. */
#ifndef FORMAT_UPTO_H
#define FORMAT_UPTO_H

#include "num/variants.h"

#include <stddef.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The first of count stops, or the end; *out moves behind the copy.  stops and count are
 * constants, or this is slow. */
static INLINE const char *upto_copy(const char *at, const char *end, char **out,
	const char *stops, size_t count)
{
	char *to = *out;

#ifdef __SSE2__
	for (; end - at >= 16; at += 16, to += 16) {
		const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
		__m128i found = _mm_setzero_si128();
		unsigned mask;
		size_t i;

		for (i = 0; i < count; i++)
			found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(stops[i])));
		_mm_storeu_si128((__m128i *)(void *)to, bytes);
		mask = (unsigned)_mm_movemask_epi8(found);
		if (mask) {
			*out = to + __builtin_ctz(mask);
			return at + __builtin_ctz(mask);
		}
	}
#endif
	while (at < end && !memchr(stops, *at, count))
		*to++ = *at++;
	*out = to;
	return at;
}

#endif
