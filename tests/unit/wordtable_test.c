/* wordtable_test.c - short terms in a table that grows in place, against a list of them:
 * found again, sorted, dropped, and terms with equal hashes. */
#include "text/wordtable.h"

#include "base/random.h"
#include "text/edges.h"
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>

enum { TERMS = 100000, ALIKE = 3000 };

static struct fault fault;

static struct wordkey key_of(size_t i)
{
	uint64_t counter[2] = {i, 0};
	char term[WORD_BYTES + 1];
	uint32_t word[4];
	int length;

	random_words(11, counter, word);
	length = snprintf(term, sizeof term, "%zu%.*s", i, (int)(word[0] % 11), "abcdefghijk");
	return wordkey_of(term, (size_t)length);
}

static void count(struct wordtable *table, struct wordkey key, uint64_t times)
{
	CHECK(wordtable_reserve(table, 1, &fault) == 0);
	wordtable_find(table, key, wordtable_home(table, key))->cf += times;
}

static bool in_order(const struct wordtable *table)
{
	size_t i;

	for (i = 1; i < table->terms; i++) {
		struct wordkey a = wordkey_swap(table->slot[i - 1].key);
		struct wordkey b = wordkey_swap(table->slot[i].key);

		if (memcmp(&a, &b, WORD_BYTES) >= 0)
			return false;
	}
	return true;
}

static struct wordslot *look(const struct wordtable *table, struct wordkey key)
{
	return wordtable_get(key, wordtable_home(table, key));
}

static void finds_again_and_sorts(void)
{
	struct wordtable table;
	bool good = true;
	size_t round, i;

	CHECK(wordtable_init(&table, &fault) == 0);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 2 * TERMS; i++)
			count(&table, key_of(i % TERMS), i % TERMS % 7 + 1);
		CHECK(table.terms == TERMS);
		for (i = 0; i < TERMS; i++) {
			const struct wordslot *slot = look(&table, key_of(i));

			good = good && slot && slot->cf == 2 * (i % 7 + 1);
		}
		CHECK(good);
		CHECK(!look(&table, wordkey_of("none", 4)));
		/* what counts 0 is dropped */
		for (i = 0; i < TERMS; i += 10)
			look(&table, key_of(i))->cf = 0;
		wordtable_sort(&table);
		CHECK(table.terms == TERMS - TERMS / 10 && in_order(&table));
		wordtable_clear(&table);
		CHECK(!look(&table, key_of(0)));
	}
	wordtable_release(&table);
}

/* Terms that all hash to the last slots: slow, but right. */
static void equal_hashes(void)
{
	struct wordtable table;
	struct wordkey *key = calloc(ALIKE, sizeof *key);
	bool good = true;
	size_t i, n = 0;

	for (i = 0; n < ALIKE; i++)
		if (wordkey_hash(key_of(i)) >= 0xff000000)
			key[n++] = key_of(i);
	CHECK(wordtable_init(&table, &fault) == 0);
	for (i = 0; i < 3 * ALIKE; i++)
		count(&table, key[i % ALIKE], i % ALIKE + 1);
	for (i = 0; i < ALIKE; i++) {
		const struct wordslot *slot = look(&table, key[i]);

		good = good && slot && slot->cf == 3 * (i + 1);
	}
	CHECK(good && table.terms == ALIKE);
	wordtable_sort(&table);
	CHECK(table.terms == ALIKE && in_order(&table));
	wordtable_release(&table);
	free(key);
}

/* Terms that differ in their last bytes alone, and terms that are the beginning of others. */
static void long_prefixes(void)
{
	enum { SOME = 4000 };
	struct wordtable table;
	char term[WORD_BYTES + 1];
	size_t i;

	CHECK(wordtable_init(&table, &fault) == 0);
	for (i = 0; i < SOME; i++) {
		(void)snprintf(term, sizeof term, "anticonstitu%04zu", i * 7919 % SOME);
		count(&table, wordkey_of(term, WORD_BYTES), 1);
		count(&table, wordkey_of(term, 9 + i % 7), 1);
	}
	wordtable_sort(&table);
	CHECK(table.terms >= SOME && in_order(&table));
	wordtable_release(&table);
}

/* Where words begin and end, against a loop over the bytes. */
static bool same_edges(struct edges *edges, const unsigned char *text, size_t size)
{
	size_t at = 0;
	bool good = true;

	edges_start(edges, (const char *)text, size);
	for (;;) {
		const unsigned char *last, *first;
		size_t begin, end;

#define INSIDE(c) ((c) >= 0x80 || ((c) | 0x20) - 'a' < 26u || (edges->digits && (c) - '0' < 10u))
		for (begin = at; begin < size && !INSIDE((unsigned)text[begin]);)
			begin++;
		for (end = begin; end < size && INSIDE((unsigned)text[end]);)
			end++;
#undef INSIDE
		if (!edges->bits && !edges_fill(edges))
			return good && begin == size;
		first = edges_take(edges, &last);
		good = good && first == text + begin && last == text + end;
		at = end;
		if (!good)
			return false;
	}
}

static void finds_edges(void)
{
	static struct edges edges;
	size_t round, i;
	bool good = true;

	for (round = 0; round < 400; round++) {
		uint64_t counter[2] = {round, 1};
		uint32_t word[4];
		unsigned char *text;
		size_t size;

		random_words(3, counter, word);
		size = round < 200 ? round : word[0] % 20000;
		text = malloc(size + EDGES_BEHIND); /* sanitizers notice reads behind it */
		memset(text, 'y', size + EDGES_BEHIND);
		for (i = 0; i < size; i++) {
			if (i % 4 == 0) {
				counter[1] = i + 2;
				random_words(3, counter, word);
			}
			text[i] = (unsigned char)(word[i % 4] >> 8);
			if (round % 3 && word[i % 4] % 8) /* long words */
				text[i] = 'x';
		}
		edges.digits = round % 2;
		good = good && same_edges(&edges, text, size);
		free(text);
	}
	CHECK(good);
}

int main(void)
{
	RUN(finds_again_and_sorts);
	RUN(equal_hashes);
	RUN(long_prefixes);
	RUN(finds_edges);
	return unit_end();
}
