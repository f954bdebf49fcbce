/* pairterms_test.c - pairs of characters counted side by side, and put in order. */
#include "text/pairterms.h"

#include "base/parallel.h"
#include "base/random.h"
#include "text/pairsort.h"
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>

enum { TERMS = 250000, DOCUMENTS = 2000, LENGTH = 200, THREADS = 4 };

static struct fault fault;

/* Some terms often, most of them seldom; a document says its last term twice. */
static uint32_t pair_of(uint32_t document, uint32_t i)
{
	uint64_t counter[2] = {document, i / 2 * 2 == LENGTH - 2 ? LENGTH : i};
	uint32_t word[4], term;

	random_words(11, counter, word);
	term = word[0] % 4 ? word[1] % TERMS : word[1] % 50;
	return (uint32_t)(term + 1) * 0x9e3779b1u;
}

static int by_pair(const void *a, const void *b)
{
	const struct paircount *x = a, *y = b;

	return (x->pair > y->pair) - (x->pair < y->pair);
}

/* The naive twin: occurrences sorted, equal ones counted. */
static size_t count_slowly(struct paircount *all)
{
	size_t size = 0, n = 0, i;
	uint32_t d, t;

	for (d = 1; d <= DOCUMENTS; d++)
		for (t = 0; t < LENGTH; t++) {
			bool again = false;
			size_t s;

			for (s = size - t; s < size && !again; s++)
				again = all[s].pair == pair_of(d, t);
			all[size++] = (struct paircount){pair_of(d, t), !again, 1};
		}
	qsort(all, size, sizeof *all, by_pair);
	for (i = 0; i < size; i++)
		if (n && all[n - 1].pair == all[i].pair) {
			all[n - 1].cf++;
			all[n - 1].df = (uint16_t)(all[n - 1].df + all[i].df);
		} else {
			all[n++] = all[i];
		}
	return n;
}

struct counting {
	struct pairterms terms;
	struct pairbatch batch[THREADS];
};

static int count_document(void *context, size_t index, int thread, struct fault *told)
{
	struct counting *counting = context;
	struct pairbatch *batch = &counting->batch[thread];
	uint32_t t;

	if (batch->count + LENGTH > PAIRBATCH_ROOM / 8
		&& pairterms_pour(&counting->terms, batch, told))
		return -1;
	for (t = 0; t < LENGTH; t++)
		pairbatch_add(batch, pair_of((uint32_t)index + 1, t), (uint32_t)index + 1);
	return 0;
}

static void count(struct counting *counting, int threads, unsigned depth_most)
{
	size_t i;

	CHECK(pairterms_init(&counting->terms, &fault) == 0);
	for (i = 0; i < PAIRTERM_PARTS; i++)
		if (depth_most < counting->terms.part[i].depth_most)
			counting->terms.part[i].depth_most = depth_most;
	for (i = 0; i < THREADS; i++)
		CHECK(pairterms_batch_init(&counting->batch[i], i, THREADS, &fault) == 0);
	CHECK(parallel_for(threads, DOCUMENTS, count_document, counting, &fault) == 0);
	for (i = 0; i < THREADS; i++) {
		CHECK(pairterms_pour(&counting->terms, &counting->batch[i], &fault) == 0);
		pairterms_batch_release(&counting->batch[i]);
	}
}

static void counts_and_sorts(void)
{
	/* small directories, of few segments, make chains of segments */
	static const struct { int threads; unsigned depth_most; } way[] = {{1, 99}, {THREADS, 99},
		{1, 0}, {THREADS, 1}};
	struct paircount *wanted = calloc((size_t)DOCUMENTS * LENGTH, sizeof *wanted);
	size_t terms = count_slowly(wanted), w, i;
	static struct counting counting;

	for (w = 0; w < sizeof way / sizeof *way; w++) {
		const struct paircount *sorted;
		bool good = true;

		count(&counting, way[w].threads, way[w].depth_most);
		CHECK(counting.terms.terms == terms);
		/* most parts have more than a segment: they were split, or chained */
		CHECK(counting.terms.segments >= 2 * PAIRTERM_PARTS);
		CHECK(pairterms_bytes(&counting.terms) > terms * 2 * sizeof *sorted);
		CHECK(pairsort(&counting.terms, way[w].threads, &fault) == 0);
		sorted = counting.terms.sorted;
		CHECK(counting.terms.sorted_size == terms && pairterms_bytes(&counting.terms) == 0);
		for (i = 0; i < terms; i++)
			good = good && sorted[i].pair == wanted[i].pair && sorted[i].df == wanted[i].df
				&& sorted[i].cf == wanted[i].cf;
		CHECK(good);
		pairterms_release(&counting.terms);
	}
	free(wanted);
}

static void counts_again_when_emptied(void)
{
	struct pairterms terms = {0};
	struct pairbatch batch;
	size_t round;

	CHECK(pairterms_init(&terms, &fault) == 0 && pairterms_batch_init(&batch, 0, 1, &fault) == 0);
	for (round = 0; round < 2; round++) {
		pairbatch_add(&batch, 7, 1);
		pairbatch_add(&batch, 5, UINT32_MAX);
		pairbatch_add(&batch, 7, 1);
		CHECK(pairterms_pour(&terms, &batch, &fault) == 0 && batch.count == 0);
		CHECK(pairsort(&terms, 2, &fault) == 0 && terms.sorted_size == 2);
		CHECK(terms.sorted[0].df == 1 && terms.sorted[0].cf == 1);
		CHECK(terms.sorted[1].df == 1 && terms.sorted[1].cf == 2);
	}
	CHECK(pairsort(&terms, 2, &fault) == 0 && terms.sorted_size == 0);
	pairterms_batch_release(&batch);
	pairterms_release(&terms);
	pairterms_release(&terms);
}

/* Counts of more than 16 bits spill into batch.full. */
static void full_counts_spill(void)
{
	const uint32_t times = 200000;
	uint64_t cf = 0, df = 0;
	struct pairterms terms = {0};
	struct pairbatch batch;
	uint32_t i;

	CHECK(pairterms_init(&terms, &fault) == 0 && pairterms_batch_init(&batch, 0, 1, &fault) == 0);
	for (i = 0; i < times; i++) {
		pairbatch_add(&batch, 7, i / 2 + 1);
		if (i % 50000 == 49999)
			CHECK(pairterms_pour(&terms, &batch, &fault) == 0);
	}
	CHECK(batch.fulls == times / (UINT16_MAX - 1));
	for (i = 0; i < batch.fulls; i++) {
		CHECK(batch.full[i].pair == 7);
		cf += batch.full[i].cf;
		df += batch.full[i].df;
	}
	CHECK(pairsort(&terms, 1, &fault) == 0 && terms.sorted_size == 1);
	CHECK(cf + terms.sorted[0].cf == times && df + terms.sorted[0].df == times / 2);
	pairterms_batch_release(&batch);
	pairterms_release(&terms);
}

/* Pairs have numbers in the order of their terms, which convert back; other terms have none. */
static void terms_are_numbers(void)
{
	static const char *const term[] = {"\xe0\xa0\x80\xe0\xa0\x80", "\xe4\xb8\xad\xe5\x9b\xbd",
		"\xe4\xb8\xad\xe5\x9b\xbe", "\xe4\xb8\xae\xe0\xa0\x80", "\xef\xbf\xbf\xef\xbf\xbf"};
	static const char *const other[] = {"a", "\xe4\xb8\xad", "abcdef", "\xd0\xb0\xd0\xb1\xd0\xb2",
		"\xe4\xb8\xad\xe5\x9b\xbd" "a", "\xf0\x9f\x98\x80" "ab", "\xe4\xb8\xad" "abc",
		"\xe4\xb8\xad\xe5\x9b\xbd\xe4\xb8\xad"};
	uint32_t before = 0;
	size_t i;

	for (i = 0; i < sizeof term / sizeof *term; i++) {
		const struct wordkey key = wordkey_of(term[i], PAIRTERM_BYTES);
		const uint32_t pair = pairterm_of(key);

		CHECK(pair > before);
		before = pair;
		CHECK(pairterm_key(pair) == wordkey_swap(key).lo);
	}
	for (i = 0; i < sizeof other / sizeof *other; i++)
		CHECK(pairterm_of(wordkey_of(other[i], strlen(other[i]))) == 0);
}

int main(void)
{
	RUN(counts_and_sorts);
	RUN(counts_again_when_emptied);
	RUN(full_counts_spill);
	RUN(terms_are_numbers);
	return unit_end();
}
