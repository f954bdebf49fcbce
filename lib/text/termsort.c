/* termsort.c - quicksort of terms by eight bytes at a time. */
#include "text/termsort.h"

#include <stdbool.h>

enum { SHORT = 16 };

static inline void swap(struct termplace *a, struct termplace *b)
{
	struct termplace c = *a;

	*a = *b;
	*b = c;
}

/* The middle of three keys, picked by a generator so that no text can be
 * made to sort slowly except by chance. */
static uint64_t pivot(const struct termplace *place, size_t count, uint64_t *state)
{
	uint64_t key[3];
	int i;

	for (i = 0; i < 3; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		key[i] = place[(size_t)((*state >> 33) % count)].key;
	}
	if (key[0] > key[1]) {
		uint64_t larger = key[0];

		key[0] = key[1];
		key[1] = larger;
	}
	return key[2] < key[0] ? key[0] : key[2] > key[1] ? key[1] : key[2];
}

/* Compares whole terms from depth on. */
static bool before(const uint64_t *arena, const struct termplace *a,
	const struct termplace *b, size_t depth)
{
	const struct termrecord *x = termrecord_at(arena, a->record);
	const struct termrecord *y = termrecord_at(arena, b->record);

	if (a->key != b->key)
		return a->key < b->key;
	for (depth += 8; depth < x->length || depth < y->length; depth += 8) {
		uint64_t key_x = termsort_key(x, depth), key_y = termsort_key(y, depth);

		if (key_x != key_y)
			return key_x < key_y;
	}
	return false;
}

static void insertion(const uint64_t *arena, struct termplace *place, size_t count,
	size_t depth)
{
	size_t i, j;

	for (i = 1; i < count; i++) {
		struct termplace moved = place[i];

		for (j = i; j > 0 && before(arena, &moved, &place[j - 1], depth); j--)
			place[j] = place[j - 1];
		place[j] = moved;
	}
}

/* Puts keys below, equal to and above the pivot side by side: *low and *high
 * are where the equal ones begin and end. */
static void divide(struct termplace *place, size_t count, uint64_t key, size_t *low,
	size_t *high)
{
	size_t i = 0;

	*low = 0;
	*high = count;
	while (i < *high) {
		if (place[i].key < key)
			swap(&place[i++], &place[(*low)++]);
		else if (place[i].key > key)
			swap(&place[i], &place[--*high]);
		else
			i++;
	}
}

static void sort(const uint64_t *arena, struct termplace *place, size_t count,
	size_t depth, uint64_t *state);

/* Terms that are equal up to depth+8: sorted by what follows. */
static void deeper(const uint64_t *arena, struct termplace *place, size_t count,
	size_t depth, uint64_t *state)
{
	uint64_t key;
	size_t i;

	if (count < 2)
		return;
	key = place[0].key;
	for (i = 0; i < count; i++)
		place[i].key = termsort_key(termrecord_at(arena, place[i].record), depth + 8);
	sort(arena, place, count, depth + 8, state);
	for (i = 0; i < count; i++)
		place[i].key = key;
}

/* The larger side is left to the loop, so the stack stays small: a call for
 * each halving, and one for each eight bytes of a term. */
static void sort(const uint64_t *arena, struct termplace *place, size_t count,
	size_t depth, uint64_t *state)
{
	while (count > SHORT) {
		size_t low, high;

		divide(place, count, pivot(place, count, state), &low, &high);
		deeper(arena, place + low, high - low, depth, state);
		if (low < count - high) {
			sort(arena, place, low, depth, state);
			place += high;
			count -= high;
		} else {
			sort(arena, place + high, count - high, depth, state);
			count = low;
		}
	}
	insertion(arena, place, count, depth);
}

void termsort(const uint64_t *arena, struct termplace *place, size_t count)
{
	uint64_t state = count;

	sort(arena, place, count, 0, &state);
}
