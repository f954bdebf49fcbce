/* edges - where words begin and end in a text, found 64 bytes at a time.
 *
 * A byte is inside a word where it is an ASCII letter, a digit where digits
 * count, or not ASCII; bytes of 0x80 and above are left to the
 * caller.  Each block of 64 bytes becomes a mask w of such bytes; the bits
 * of w ^ (w << 1 | carry) are the places where words begin and end. */
#ifndef TEXT_EDGES_H
#define TEXT_EDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EDGES_WINDOW = 4096, EDGES_ROOM = EDGES_WINDOW + 64 };

struct edges {
	bool digits;           /* they are inside words */
	const unsigned char *text;
	size_t size, scanned;  /* bytes of the text */
	uint64_t carry;        /* 1 inside a word */
	size_t next, count;    /* of at: the edges found and not yet taken */
	uint32_t at[EDGES_ROOM]; /* begin, end, begin, end, ... */
};

/* size must be below 2^32.  Nothing after the text is read. */
void edges_start(struct edges *edges, const char *text, size_t size);

/* Finds more where fewer than two are left; false at the end of the text.
 * Afterwards at[next] and at[next + 1] are a word's begin and end. */
bool edges_fill(struct edges *edges);

#endif
