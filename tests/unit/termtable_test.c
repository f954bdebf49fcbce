/* termtable_test.c - counts in tables: found again, sorted, spilled, merged. */
#include "text/counts.h"

#include "base/random.h"
#include "base/utf8.h"
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { TERMS = 20000, LONGEST = 300 };

static struct fault fault;

struct sample {
	_Alignas(8) char term[LONGEST + 8];
	size_t length;
	uint64_t df, cf;
};

static struct sample sample[TERMS];

/* Two characters of three bytes. */
static int put_pair(char *term, uint32_t i)
{
	const size_t first = utf8_put(0x4e00 + i / 150, term);

	return (int)(first + utf8_put(0x5000 + i % 150, term + first));
}

/* Distinct terms of one byte to many, with long common prefixes; some are pairs. */
static void make_samples(void)
{
	size_t i;

	for (i = 0; i < TERMS; i++) {
		uint64_t counter[2] = {i, 0};
		uint32_t word[4];
		int length;

		random_words(5, counter, word);
		memset(sample[i].term, 0, sizeof sample[i].term);
		if (i < 250)
			length = snprintf(sample[i].term, LONGEST, "%c", (int)i + 1);
		else if (word[0] % 4 == 3)
			length = put_pair(sample[i].term, (uint32_t)i);
		else if (word[0] % 3 == 0)
			length = snprintf(sample[i].term, LONGEST, "w%u\xc3\xa9%zu", word[1] % 50, i);
		else if (word[0] % 3 == 1)
			length = snprintf(sample[i].term, LONGEST, "%0*zu", (int)(word[1] % 250) + 6, i);
		else
			length = snprintf(sample[i].term, LONGEST, "abcdefgh%.*s%zu", (int)(word[1] % 9),
				"ijklmnop", i);
		sample[i].length = (size_t)length;
		sample[i].df = word[2] % 100 + 1;
		sample[i].cf = sample[i].df + word[3];
	}
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(((const struct sample *)a)->term, ((const struct sample *)b)->term);
}

static void add(struct termtable *table, const struct sample *s, uint32_t hash)
{
	struct termrecord *record;

	CHECK(termtable_reserve(table, 1, s->length + 8, &fault) == 0);
	record = termtable_find(table, s->term, s->length, hash);
	CHECK(record->length == s->length && memcmp(record->term, s->term, s->length) == 0);
	record->df += s->df;
	record->cf += s->cf;
}

static void add_word(struct wordtable *table, const struct sample *s)
{
	struct wordkey key = wordkey_of(s->term, s->length);
	struct wordslot *slot;

	CHECK(wordtable_reserve(table, 1, &fault) == 0);
	slot = wordtable_find(table, key, wordtable_home(table, key));
	CHECK(wordkey_length(slot->key) == s->length);
	slot->df += (uint32_t)s->df;
	slot->cf += s->cf;
}

static void finds_again_and_sorts(void)
{
	struct termtable table;
	struct termplace *place;
	bool good = true;
	size_t i;

	CHECK(termtable_init(&table, &fault) == 0);
	for (i = 0; i < 2 * TERMS; i++)
		add(&table, &sample[i % TERMS],
			termtable_hash(sample[i % TERMS].term, sample[i % TERMS].length));
	CHECK(table.terms == TERMS && table.slots >= 2 * TERMS);
	for (i = 0; i < TERMS; i++) {
		const struct termrecord *record = termtable_get(&table, sample[i].term,
			sample[i].length, termtable_hash(sample[i].term, sample[i].length));

		good = good && record && record->cf == 2 * sample[i].cf;
	}
	_Alignas(8) static const char none[16] = "not there";
	CHECK(termtable_get(&table, none, 9, termtable_hash(none, 9)) == NULL);
	place = termtable_sort(&table);
	for (i = 0; i < TERMS; i++) {
		const struct termrecord *record = termtable_record(&table, place[i].record);

		good = good && record->length == sample[i].length
			&& memcmp(record->term, sample[i].term, record->length) == 0
			&& record->df == 2 * sample[i].df;
	}
	CHECK(good);
	termtable_clear(&table);
	CHECK(termtable_get(&table, sample[0].term, sample[0].length,
		termtable_hash(sample[0].term, sample[0].length)) == NULL);
	termtable_release(&table);
}

/* All terms with one hash: slow, but right. */
static void equal_hashes(void)
{
	enum { SOME = 600 };
	struct termtable table;
	size_t i;

	CHECK(termtable_init(&table, &fault) == 0);
	for (i = 0; i < 2 * SOME; i++)
		add(&table, &sample[i % SOME], 0xffffffff);
	CHECK(table.terms == SOME);
	CHECK(termtable_get(&table, sample[SOME].term, sample[SOME].length, 0xffffffff) == NULL);
	termtable_release(&table);
}

/* Counts the samples in several rounds over tables, spilling often. */
static void count(struct counts *counts, int threads, size_t limit, size_t rounds)
{
	size_t i;

	CHECK(counts_init(counts, threads, 1 << 20, false, &fault) == 0);
	counts->limit = limit;
	for (i = 0; i < rounds * TERMS; i++) {
		const struct sample *s = &sample[(i * 7919) % TERMS];
		struct counttable *table = &counts->table[i % (size_t)threads];

		/* short terms go either way */
		if (s->length <= WORD_BYTES && i % 3)
			add_word(&table->words, s);
		else
			add(&table->terms, s, termtable_hash(s->term, s->length));
		CHECK(counts_check(counts, table, &fault) >= 0);
	}
	CHECK(counts_finish(counts, threads, &fault) == 0);
}

static bool holds_samples(struct countmerge *merge, size_t *at, uint64_t rounds)
{
	struct termcount term;
	bool good = true;
	int got;

	for (; (got = countmerge_next(merge, &term, &fault)) == 1; ++*at)
		good = good && *at < TERMS && term.length == sample[*at].length
			&& memcmp(term.term, sample[*at].term, term.length) == 0
			&& term.df == rounds * sample[*at].df && term.cf == rounds * sample[*at].cf;
	return good && got == 0;
}

static void merges_tables_and_runs(void)
{
	static const size_t limits[] = {SIZE_MAX, 400000, 60000};
	struct countmerge merge = {0};
	struct counts counts;
	size_t l, at;
	int threads;

	for (l = 0; l < 3; l++)
		for (threads = 1; threads <= 3; threads++) {
			count(&counts, threads, limits[l], 3);
			CHECK((counts.spill.runs > 0) == (l > 0));
			at = 0;
			CHECK(counts_merge(&counts, &merge, &fault) == 0);
			CHECK(holds_samples(&merge, &at, 3) && at == TERMS);
			countmerge_release(&merge);
			counts_release(&counts);
		}
}

/* With more runs than are read at once, some are merged beforehand. */
static void merges_many_runs(void)
{
	struct countmerge merge = {0};
	struct counts counts;
	size_t at = 0, before;

	count(&counts, 1, 34000, 2);
	before = counts.spill.runs;
	CHECK(before > 1 && before <= 16);
	CHECK(counts_merge(&counts, &merge, &fault) == 0);
	CHECK(holds_samples(&merge, &at, 2) && at == TERMS);
	countmerge_release(&merge);
	counts_release(&counts);
}

static void parts_make_the_whole(void)
{
	static const size_t parts[] = {1, 3, 64, 100000};
	struct countmerge merge = {0};
	struct counts counts;
	size_t p, part, at;

	count(&counts, 3, SIZE_MAX, 2);
	for (p = 0; p < 4; p++) {
		at = 0;
		for (part = 0; part < parts[p]; part++) {
			CHECK(counts_merge_part(&counts, part, parts[p], &merge, &fault) == 0);
			CHECK(holds_samples(&merge, &at, 2));
			countmerge_release(&merge);
		}
		CHECK(at == TERMS);
	}
	counts_release(&counts);
}

/* Pairs of characters come from the shared table, from runs and from other tables. */
static void merges_shared_terms(void)
{
	struct countmerge merge = {0};
	struct pairbatch batch;
	struct counts counts;
	size_t i, at, limit;

	for (limit = 0; limit < 2; limit++) {
		CHECK(counts_init(&counts, 2, (uint64_t)1 << 30, true, &fault) == 0 && counts.shares);
		counts.shared_limit = limit ? SIZE_MAX : 30000;
		CHECK(pairterms_batch_init(&batch, 0, 2, &fault) == 0);
		for (i = 0; i < TERMS; i++) {
			struct sample s = sample[i];
			const uint32_t pair = s.length <= WORD_BYTES
				? pairterm_of(wordkey_of(s.term, s.length)) : 0;

			/* part of the count of a pair comes this way */
			if (pair && s.df > 1) {
				pairbatch_add(&batch, pair, (uint32_t)i + 1);
				s.df--;
				s.cf--;
			}
			add(&counts.table[i % 2].terms, &s, termtable_hash(s.term, s.length));
			if (pair && i % 100 == 0)
				CHECK(counts_pour(&counts, &counts.table[0], &batch, &fault) == 0);
		}
		CHECK(counts_pour(&counts, &counts.table[0], &batch, &fault) == 0);
		CHECK((counts.spill.runs > 0) == (limit == 0));
		CHECK(counts_finish(&counts, 2, &fault) == 0);
		at = 0;
		CHECK(counts_merge(&counts, &merge, &fault) == 0);
		CHECK(holds_samples(&merge, &at, 1) && at == TERMS);
		countmerge_release(&merge);
		for (at = i = 0; limit && i < 7; i++) {
			CHECK(counts_merge_part(&counts, i, 7, &merge, &fault) == 0);
			CHECK(holds_samples(&merge, &at, 1));
			countmerge_release(&merge);
		}
		CHECK(!limit || at == TERMS);
		pairterms_batch_release(&batch);
		counts_release(&counts);
	}
}

static void nothing_counted(void)
{
	struct countmerge merge = {0};
	struct counts counts;
	size_t at = 0;

	CHECK(counts_init(&counts, 2, 0, false, &fault) == 0 && !counts.shares);
	CHECK(counts_finish(&counts, 2, &fault) == 0);
	CHECK(counts_merge(&counts, &merge, &fault) == 0);
	CHECK(holds_samples(&merge, &at, 1) && at == 0);
	countmerge_release(&merge);
	CHECK(counts_merge_part(&counts, 5, 64, &merge, &fault) == 0);
	CHECK(holds_samples(&merge, &at, 1) && at == 0);
	countmerge_release(&merge);
	counts_release(&counts);
}

int main(void)
{
	make_samples();
	qsort(sample, TERMS, sizeof *sample, by_bytes);
	RUN(finds_again_and_sorts);
	RUN(equal_hashes);
	RUN(merges_tables_and_runs);
	RUN(merges_many_runs);
	RUN(merges_shared_terms);
	RUN(parts_make_the_whole);
	RUN(nothing_counted);
	return unit_end();
}
