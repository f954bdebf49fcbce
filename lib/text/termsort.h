/* termsort - sorts the terms of an arena by their bytes.
 *
 * Quicksort in three parts over keys of eight bytes; where keys are equal,
 * over the next eight. Source: Bentley and Sedgewick (1997), "Fast algorithms
 * for sorting and searching strings". */
#ifndef TEXT_TERMSORT_H
#define TEXT_TERMSORT_H

#include "text/termrecord.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes depth to depth+7 of a term, big-endian; zeros after its end. */
static inline uint64_t termsort_key(const struct termrecord *record, size_t depth)
{
	uint64_t word;

	if (depth >= record->length)
		return 0;
	memcpy(&word, record->term + depth, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* place[0..count) with keys of depth 0; terms are distinct.  Afterwards the
 * keys are of depth 0 again. */
void termsort(const uint64_t *arena, struct termplace *place, size_t count);

#endif
