/* wordsort.c - sorts short terms by their bytes. */
#include "text/wordsort.h"

#include <stdbool.h>

enum { SMALL = 24 };

static inline bool before(const struct wordkey *a, const struct wordkey *b)
{
	return a->lo < b->lo || (a->lo == b->lo && a->hi < b->hi);
}

static void insertion(struct wordslot *slot, size_t count)
{
	size_t i, j;

	for (i = 1; i < count; i++) {
		struct wordslot moved = slot[i];

		for (j = i; j > 0 && before(&moved.key, &slot[j - 1].key); j--)
			slot[j] = slot[j - 1];
		slot[j] = moved;
	}
}

static inline unsigned byte_of(const struct wordslot *slot, unsigned depth)
{
	return (unsigned)((depth < 8 ? slot->key.lo >> (56 - 8 * depth)
				     : slot->key.hi >> (120 - 8 * depth)) & 255);
}

/* Terms with the byte b come to lie from begin[b] to begin[b + 1]. */
static void flag(struct wordslot *slot, size_t count, unsigned depth, size_t begin[257])
{
	size_t next[256] = {0}, sum = 0, i;
	unsigned b;

	for (i = 0; i < count; i++)
		next[byte_of(&slot[i], depth)]++;
	for (b = 0; b < 256; b++) {
		size_t here = next[b];

		begin[b] = next[b] = sum;
		sum += here;
	}
	begin[256] = count;
	for (b = 0; b < 256; b++)
		while (next[b] < begin[b + 1]) {
			struct wordslot moved = slot[next[b]];
			unsigned to;

			/* a cycle: each term goes to its part and takes out another one */
			while ((to = byte_of(&moved, depth)) != b) {
				struct wordslot out = slot[next[to]];

				slot[next[to]++] = moved;
				moved = out;
			}
			slot[next[b]++] = moved;
		}
}

static void sort(struct wordslot *slot, size_t count, unsigned depth)
{
	size_t begin[257];
	unsigned b;

	if (count <= SMALL || depth == WORD_BYTES) {
		insertion(slot, count);
		return;
	}
	flag(slot, count, depth, begin);
	for (b = 0; b < 256; b++)
		if (begin[b + 1] - begin[b] > 1)
			sort(slot + begin[b], begin[b + 1] - begin[b], depth + 1);
}

void wordsort(struct wordslot *slot, size_t count)
{
	sort(slot, count, 0);
}
