/* wordsort.c - sorts short terms: by one byte after the other while there are many, then by
 * the next seven at once. */
#include "text/wordsort.h"

#include <stdbool.h>

enum { SMALL = 256, FEW = 16, BYTES = WORDSORT_PARTS };

static inline bool before(const struct wordkey *a, const struct wordkey *b)
{
	return a->lo < b->lo || (a->lo == b->lo && a->hi < b->hi);
}

static void insertion(struct wordslot *slot, size_t count)
{
	size_t i, j;

	for (i = 1; i < count; i++) {
		struct wordslot moved;

		if (!before(&slot[i].key, &slot[i - 1].key))
			continue;
		moved = slot[i];
		for (j = i; j > 0 && before(&moved.key, &slot[j - 1].key); j--)
			slot[j] = slot[j - 1];
		slot[j] = moved;
	}
}

/* Each number's place is how many are less. */
static inline void sort_few(uint64_t *number, size_t count)
{
	uint64_t sorted[FEW] = {0};
	size_t i, j;

	for (i = 0; i < count; i++) {
		size_t less = 0;

		for (j = 0; j < count; j++)
			less += number[j] < number[i];
		sorted[less] = number[i];
	}
	memcpy(number, sorted, count * sizeof *number);
}

static inline uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t less = a < b ? a : b, more = a < b ? b : a;

	return c < less ? less : c > more ? more : c;
}

/* Quicksort of numbers that differ, without branches that nobody foresees. */
static void sort_numbers(uint64_t *number, size_t count)
{
	while (count > FEW) {
		const uint64_t middle = middle_of(number[0], number[count / 2], number[count - 1]);
		size_t less = 0, i;

		for (i = 0; i < count; i++) {
			const uint64_t here = number[i];

			number[i] = number[less];
			number[less] = here;
			less += here < middle;
		}
		sort_numbers(number + less, count - less);
		count = less;
	}
	sort_few(number, count);
}

/* The bytes of the key from depth on, of 16: seven, and a zero. */
static inline uint64_t seven_of(struct wordkey key, unsigned depth)
{
	const uint64_t rest = depth == 0 ? key.lo
		: depth < 8 ? key.lo << 8 * depth | key.hi >> (64 - 8 * depth)
		: depth < WORD_BYTES ? key.hi << 8 * (depth - 8) : 0;

	return rest & ~(uint64_t)255;
}

/* By seven bytes and the place; the few that are equal so far are put right.  The terms
 * lie elsewhere. */
static void sort_small(const struct wordslot *from, struct wordslot *slot, size_t count,
	unsigned depth)
{
	uint64_t order[SMALL];
	size_t i;

	for (i = 0; i < count; i++)
		order[i] = seven_of(from[i].key, depth) | i;
	sort_numbers(order, count);
	for (i = 0; i < count; i++)
		slot[i] = from[order[i] & 255];
	insertion(slot, count);
}

static inline unsigned byte_of(const struct wordslot *slot, unsigned depth)
{
	return (unsigned)((depth < 8 ? slot->key.lo >> (56 - 8 * depth)
				     : slot->key.hi >> (120 - 8 * depth)) & 255);
}

/* Where terms with each byte are to begin; begin[BYTES] is count. */
static void count_bytes(const struct wordslot *slot, size_t count, unsigned depth,
	size_t begin[BYTES + 1])
{
	size_t i, sum = 0;

	memset(begin, 0, (BYTES + 1) * sizeof *begin);
	for (i = 0; i < count; i++)
		begin[byte_of(&slot[i], depth)]++;
	for (i = 0; i <= BYTES; i++) {
		const size_t here = begin[i];

		begin[i] = sum;
		sum += here;
	}
}

/* In place, in cycles: each term goes to its part and takes out another one. */
static void flag(struct wordslot *slot, unsigned depth, const size_t begin[BYTES + 1])
{
	size_t next[BYTES];
	unsigned b;

	memcpy(next, begin, sizeof next);
	for (b = 0; b < BYTES; b++)
		while (next[b] < begin[b + 1]) {
			struct wordslot moved = slot[next[b]];
			unsigned to;

			while ((to = byte_of(&moved, depth)) != b) {
				struct wordslot out = slot[next[to]];

				slot[next[to]++] = moved;
				moved = out;
			}
			slot[next[b]++] = moved;
		}
}

/* To other memory, which takes half as long: no step waits for another. */
static void scatter(const struct wordslot *slot, size_t count, unsigned depth,
	const size_t begin[BYTES + 1], struct wordslot *to)
{
	size_t next[BYTES], i;

	memcpy(next, begin, sizeof next);
	for (i = 0; i < count; i++)
		to[next[byte_of(&slot[i], depth)]++] = slot[i];
}

static void sort_small_here(struct wordslot *slot, size_t count, unsigned depth)
{
	struct wordslot from[SMALL];

	memcpy(from, slot, count * sizeof *slot);
	sort_small(from, slot, count, depth);
}

/* Terms that have depth bytes in common; other: memory for room terms. */
static void sort(struct wordslot *slot, size_t count, unsigned depth, struct wordslot *other,
	size_t room)
{
	const bool apart = count <= room;
	size_t begin[BYTES + 1], b;

	count_bytes(slot, count, depth, begin);
	if (apart)
		scatter(slot, count, depth, begin, other);
	else
		flag(slot, depth, begin);
	for (b = 0; b < BYTES; b++) {
		struct wordslot *const part = slot + begin[b];
		const size_t size = begin[b + 1] - begin[b];

		if (size <= SMALL && apart) {
			sort_small(other + begin[b], part, size, depth + 1);
		} else if (size <= SMALL) {
			sort_small_here(part, size, depth + 1);
		} else {
			if (apart)
				memcpy(part, other + begin[b], size * sizeof *part);
			/* what is in the other memory before it is not needed any more */
			sort(part, size, depth + 1, other, apart ? begin[b + 1] : room);
		}
	}
}

static void sort_from(struct wordslot *slot, size_t count, unsigned depth,
	struct wordslot *other, size_t room)
{
	if (count <= SMALL)
		sort_small_here(slot, count, depth);
	else
		sort(slot, count, depth, other, room);
}

void wordsort(struct wordslot *slot, size_t count, size_t room)
{
	sort_from(slot, count, 0, slot + count, room - count);
}

void wordsort_divide(struct wordslot *slot, size_t count, size_t begin[WORDSORT_PARTS + 1])
{
	count_bytes(slot, count, 0, begin);
	flag(slot, 0, begin);
}

void wordsort_part(struct wordslot *slot, size_t count, struct wordslot *other, size_t room)
{
	sort_from(slot, count, 1, other, room);
}
