/* wordtable.c - an ordered hash table of short terms, and how it grows. */
#include "text/wordtable.h"

#include "text/wordsort.h"

#include <stdlib.h>

enum { SLOTS = 4096, SMALL = 1 << 16, MIDDLE = 1 << 18, BEHIND = 1024, ROW = 64 };

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

/* Small tables grow faster: they cost little memory, and laying them out costs time. */
static size_t larger(size_t slots)
{
	return slots < SMALL ? 4 * slots : slots < MIDDLE ? 2 * slots : slots + slots / 2;
}

size_t wordtable_bytes(const struct wordtable *table)
{
	bool grows = table->terms + table->terms / 8 >= table->slots / 4 * 3;

	return (grows ? table->room + larger(table->slots) - table->slots : table->room)
		* sizeof *table->slot;
}

/* Lays a row of taken slots out anew, the most frequent terms first.  Those that are in the
 * way belong to rows behind it. */
static void lay_row(struct wordtable *table, struct wordslot *row, size_t count)
{
	size_t i, j;

	for (i = 1; i < count && count <= ROW; i++) {
		const struct wordslot moved = row[i];

		for (j = i; j > 0 && row[j - 1].cf < moved.cf; j--)
			row[j] = row[j - 1];
		row[j] = moved;
	}
	for (i = 0; i < count; i++) {
		struct wordslot *slot = wordtable_home(table, row[i].key);

		while (slot->key.lo)
			slot++;
		*slot = row[i];
		if ((size_t)(slot - table->slot) >= table->end)
			table->end = (size_t)(slot - table->slot) + 1;
	}
}

/* From the last row to the first: more slots lead a term to where it was or behind it, and
 * never into a row before its own. */
static int lay_out(struct wordtable *table, size_t end, struct fault *fault)
{
	struct wordslot *slot = table->slot, *row = NULL;
	size_t begin, room = 0;
	int failed = 0;

	for (table->end = 0; end > 0 && !failed; end = begin) {
		for (begin = end; begin > 0 && slot[begin - 1].key.lo; begin--)
			;
		if (begin == end) {
			begin--;
			continue;
		}
		failed = memory_grow(&row, &room, end - begin, fault);
		if (failed)
			break;
		memcpy(row, slot + begin, (end - begin) * sizeof *row);
		memset(slot + begin, 0, (end - begin) * sizeof *row);
		lay_row(table, row, end - begin);
	}
	free(row);
	return failed;
}

/* Behind the slots that hashes lead to there are as many taken as before, at most. */
static int rebuild(struct wordtable *table, size_t slots, size_t more, struct fault *fault)
{
	const size_t end = table->end, over = end > table->slots ? end - table->slots : 0;
	size_t room;

	if (!size_add(slots + over, BEHIND + more, &room) || resize(table, room, fault))
		return -1;
	if (slots == table->slots)
		return 0;
	table->slots = slots;
	return lay_out(table, end, fault);
}

int wordtable_reserve(struct wordtable *table, size_t terms, struct fault *fault)
{
	size_t need, slots = table->slots;

	if (!size_add(table->terms, terms, &need) || need > SIZE_MAX / 64)
		return fault_set(fault, FAULT_SYSTEM, "out of memory: a table of terms is full");
	while (need > slots / 4 * 3)
		slots = larger(slots);
	if (slots == table->slots && table->end + terms < table->room)
		return 0;
	return rebuild(table, slots, terms, fault);
}

void wordtable_gather(struct wordtable *table)
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
}

void wordtable_sort(struct wordtable *table)
{
	wordtable_gather(table);
	wordsort(table->slot, table->terms, table->room);
}
