/* wordtable.c - an ordered hash table of short terms, and how it grows. */
#include "text/wordtable.h"

#include "text/wordsort.h"

#include <stdlib.h>

enum { SLOTS = 4096, BEHIND = 1024, ROW = 64 };

_Static_assert(sizeof(struct wordslot) == 32, "two slots in a cache line");

/* Keeps the content of the slots before. */
static int resize(struct wordtable *table, size_t room, struct fault *fault)
{
	size_t bytes;

	if (!size_multiply(room, sizeof *table->slot, &bytes))
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a table of terms is full");
	if (reserve_grow(&table->memory, bytes, fault))
		return -1;
	table->slot = table->memory.memory;
	table->room = room;
	return 0;
}

int wordtable_init(struct wordtable *table, struct fault *fault)
{
	*table = (struct wordtable){.slots = SLOTS};
	return resize(table, SLOTS + BEHIND, fault);
}

void wordtable_release(struct wordtable *table)
{
	reserve_release(&table->memory);
	*table = (struct wordtable){0};
}

void wordtable_clear(struct wordtable *table)
{
	memset(table->slot, 0, table->room * sizeof *table->slot);
	table->terms = table->end = 0;
}

size_t wordtable_bytes(const struct wordtable *table)
{
	bool grows = table->terms + table->terms / 8 >= table->slots / 4 * 3;

	return (grows ? table->room + table->room / 2 : table->room) * sizeof *table->slot;
}

static size_t home(const struct wordslot *slot, size_t slots)
{
	return (size_t)((uint64_t)wordkey_hash(slot->key) * slots >> 32);
}

static int by_hash(const void *a, const void *b)
{
	uint32_t x = wordkey_hash(((const struct wordslot *)a)->key);
	uint32_t y = wordkey_hash(((const struct wordslot *)b)->key);

	return (x > y) - (x < y);
}

/* A row of taken slots, of which most are in order. */
static void sort_row(struct wordslot *slot, size_t count)
{
	size_t i, j;

	if (count > ROW) {
		qsort(slot, count, sizeof *slot, by_hash);
		return;
	}
	for (i = 1; i < count; i++) {
		struct wordslot moved = slot[i];
		uint32_t hash = wordkey_hash(moved.key);

		for (j = i; j > 0 && wordkey_hash(slot[j - 1].key) > hash; j--)
			slot[j] = slot[j - 1];
		slot[j] = moved;
	}
}

/* Moves the terms to the beginning, in the order of their hashes; returns
 * how many there are. */
static size_t compact(struct wordtable *table)
{
	struct wordslot *slot = table->slot;
	size_t i, n = 0, row = 0;

	for (i = 0; i < table->end; i++) {
		if (slot[i].key.lo) {
			slot[n++] = slot[i];
			continue;
		}
		sort_row(slot + row, n - row);
		row = n;
	}
	sort_row(slot + row, n - row);
	return n;
}

/* One past the last slot that n terms in the order of their hashes will take. */
static size_t end_of(const struct wordslot *slot, size_t n, size_t slots)
{
	size_t i, end = 0;

	for (i = 0; i < n; i++) {
		size_t at = home(&slot[i], slots);

		end = (at > end ? at : end) + 1;
	}
	return end;
}

/* How many of the terms, from the first on, need slots that others before them take;
 * *end is one past the last slot that they take together. */
static size_t row_of(const struct wordslot *slot, size_t n, size_t slots, size_t *end)
{
	size_t i = 1;

	for (*end = home(slot, slots) + 1; i < n && home(&slot[i], slots) < *end; i++)
		++*end;
	return i;
}

/* Lays out a row from first to end - 1, those first that were counted most. */
static void lay_row(struct wordtable *table, const struct wordslot *from, size_t count,
	size_t first, size_t end)
{
	struct wordslot row[ROW];
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = i; j > 0 && row[j - 1].cf < from[i].cf; j--)
			row[j] = row[j - 1];
		row[j] = from[i];
	}
	memset(table->slot + first, 0, (end - first) * sizeof *row);
	for (i = 0; i < count; i++) {
		size_t at = home(&row[i], table->slots);

		while (table->slot[at].key.lo)
			at++;
		table->slot[at] = row[i];
	}
}

/* The terms go to the end of the memory, and from there, row by row, to their
 * places: none of those is behind the row itself, since all that follow fit. */
static void lay_out(struct wordtable *table, size_t n)
{
	struct wordslot *slot = table->slot, *from = slot + table->room - n;
	size_t next = 0, i, count, end;

	memmove(from, slot, n * sizeof *slot);
	for (i = 0; i < n; i += count) {
		size_t first = home(&from[i], table->slots);

		count = row_of(from + i, n - i, table->slots, &end);
		memset(slot + next, 0, (first - next) * sizeof *slot);
		if (count <= ROW)
			lay_row(table, from + i, count, first, end);
		else
			memmove(slot + first, from + i, count * sizeof *slot);
		next = end;
	}
	memset(slot + next, 0, (table->room - next) * sizeof *slot);
	table->end = next;
}

static int rebuild(struct wordtable *table, size_t slots, size_t more, struct fault *fault)
{
	size_t n = compact(table), end = end_of(table->slot, n, slots), room;

	if (end < slots)
		end = slots;
	if (!size_add(end, BEHIND + more, &room) || resize(table, room, fault)) {
		lay_out(table, n); /* as it was */
		return -1;
	}
	table->slots = slots;
	lay_out(table, n);
	return 0;
}

int wordtable_reserve(struct wordtable *table, size_t terms, struct fault *fault)
{
	size_t need, slots = table->slots;

	if (!size_add(table->terms, terms, &need) || need > SIZE_MAX / 64)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a table of terms is full");
	while (need > slots / 4 * 3)
		slots += slots / 2;
	if (slots == table->slots && table->end + terms < table->room)
		return 0;
	return rebuild(table, slots, terms, fault);
}

void wordtable_sort(struct wordtable *table)
{
	struct wordslot *slot = table->slot;
	size_t i, n = 0;

	for (i = 0; i < table->end; i++)
		if (slot[i].key.lo && slot[i].cf) {
			slot[n] = slot[i];
			slot[n].key = wordkey_swap(slot[n].key);
			n++;
		}
	table->terms = table->end = n;
	wordsort(slot, n);
}
