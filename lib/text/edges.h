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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* The next block that has words, where all of the one before were taken; false at the end of
 * the text. */
bool edges_fill(struct edges *edges);

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
