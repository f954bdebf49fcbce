/* shortterms_test.c - short terms counted side by side, and put in order. */
#include "text/shortterms.h"

#include "base/parallel.h"
#include "base/random.h"
#include "text/shortsort.h"
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>

enum { TERMS = 60000, DOCUMENTS = 4000, LENGTH = 200, THREADS = 4 };

static struct fault fault;

/* Some terms often, most of them seldom, each of one to eight bytes; a document says
 * its last term twice. */
static uint64_t key_of(uint32_t document, uint32_t i)
{
	uint64_t counter[2] = {document, i / 2 * 2 == LENGTH - 2 ? LENGTH : i}, term;
	uint32_t word[4];

	random_words(11, counter, word);
	term = word[0] % 4 ? word[1] % TERMS : word[1] % 50;
	return (term + 1) * 0x9e3779b97f4a7c15u << 8 * (term % 8) | (uint64_t)1 << 63;
}

static int by_key(const void *a, const void *b)
{
	const struct shortcount *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* The naive twin: occurrences sorted, equal ones counted. */
static size_t count_slowly(struct shortcount *all)
{
	size_t size = 0, n = 0, i;
	uint32_t d, t;

	for (d = 1; d <= DOCUMENTS; d++)
		for (t = 0; t < LENGTH; t++) {
			bool again = false;
			size_t s;

			for (s = size - t; s < size && !again; s++)
				again = all[s].key == key_of(d, t);
			all[size++] = (struct shortcount){key_of(d, t), 1, !again, 0};
		}
	qsort(all, size, sizeof *all, by_key);
	for (i = 0; i < size; i++)
		if (n && all[n - 1].key == all[i].key) {
			all[n - 1].cf++;
			all[n - 1].df += all[i].df;
		} else {
			all[n++] = all[i];
		}
	return n;
}

struct counting {
	struct shortterms terms;
	struct shortbatch batch[THREADS];
};

static int count_document(void *context, size_t index, int thread, struct fault *told)
{
	struct counting *counting = context;
	struct shortbatch *batch = &counting->batch[thread];
	uint32_t t;

	if (batch->count + LENGTH > SHORTBATCH_ROOM / 8
		&& shortterms_pour(&counting->terms, batch, told))
		return -1;
	for (t = 0; t < LENGTH; t++)
		shortbatch_add(batch, key_of((uint32_t)index + 1, t), (uint32_t)index + 1);
	return 0;
}

static void count(struct counting *counting, int threads, unsigned depth_most)
{
	size_t i;

	CHECK(shortterms_init(&counting->terms, &fault) == 0);
	for (i = 0; i < SHORTTERM_PARTS; i++)
		if (depth_most < counting->terms.part[i].depth_most)
			counting->terms.part[i].depth_most = depth_most;
	for (i = 0; i < THREADS; i++)
		CHECK(shortterms_batch_init(&counting->batch[i], i, THREADS, &fault) == 0);
	CHECK(parallel_for(threads, DOCUMENTS, count_document, counting, &fault) == 0);
	for (i = 0; i < THREADS; i++) {
		CHECK(shortterms_pour(&counting->terms, &counting->batch[i], &fault) == 0);
		shortterms_batch_release(&counting->batch[i]);
	}
}

static void counts_and_sorts(void)
{
	/* directories of one segment make chains of those */
	static const struct { int threads; unsigned depth_most; } way[] = {{1, 99}, {THREADS, 99},
		{1, 0}, {THREADS, 1}};
	struct shortcount *wanted = calloc((size_t)DOCUMENTS * LENGTH, sizeof *wanted);
	size_t terms = count_slowly(wanted), w, i;
	static struct counting counting;

	for (w = 0; w < sizeof way / sizeof *way; w++) {
		const struct shortcount *sorted;
		bool good = true;

		count(&counting, way[w].threads, way[w].depth_most);
		CHECK(counting.terms.terms == terms);
		CHECK(shortterms_bytes(&counting.terms) > terms * 2 * sizeof *sorted);
		CHECK(shortsort(&counting.terms, way[w].threads, &fault) == 0);
		sorted = counting.terms.sorted;
		CHECK(counting.terms.sorted_size == terms && shortterms_bytes(&counting.terms) == 0);
		for (i = 0; i < terms; i++)
			good = good && sorted[i].key == wanted[i].key && sorted[i].df == wanted[i].df
				&& sorted[i].cf == wanted[i].cf;
		CHECK(good);
		shortterms_release(&counting.terms);
	}
	free(wanted);
}

static void counts_again_when_emptied(void)
{
	struct shortterms terms = {0};
	struct shortbatch batch;
	size_t round;

	CHECK(shortterms_init(&terms, &fault) == 0 && shortterms_batch_init(&batch, 0, 1, &fault) == 0);
	for (round = 0; round < 2; round++) {
		shortbatch_add(&batch, shortterm_key("b\0\0\0\0\0\0"), 1);
		shortbatch_add(&batch, shortterm_key("a\0\0\0\0\0\0"), UINT32_MAX);
		shortbatch_add(&batch, shortterm_key("b\0\0\0\0\0\0"), 1);
		CHECK(shortterms_pour(&terms, &batch, &fault) == 0 && batch.count == 0);
		CHECK(shortsort(&terms, 2, &fault) == 0 && terms.sorted_size == 2);
		CHECK(terms.sorted[0].df == 1 && terms.sorted[0].cf == 1);
		CHECK(terms.sorted[1].df == 1 && terms.sorted[1].cf == 2);
	}
	CHECK(shortsort(&terms, 2, &fault) == 0 && terms.sorted_size == 0);
	shortterms_batch_release(&batch);
	shortterms_release(&terms);
	shortterms_release(&terms);
}

/* Numbers are in the order of the terms, and become them again. */
static void terms_are_numbers(void)
{
	static const char *const term[] = {"a", "a\x01", "aa", "abcdefg", "abcdefgh", "b",
		"\xe4\xb8\xad\xe5\x9b\xbd", "\xff\xff\xff\xff\xff\xff\xff\xff"};
	uint64_t before = 0;
	size_t i;

	for (i = 0; i < sizeof term / sizeof *term; i++) {
		char padded[SHORTTERM_BYTES] = {0}, bytes[SHORTTERM_BYTES];
		size_t length = strlen(term[i]);

		memcpy(padded, term[i], length);
		CHECK(shortterm_key(padded) > before);
		before = shortterm_key(padded);
		CHECK(shortterm_bytes(before, bytes) == length && memcmp(bytes, padded, 8) == 0);
	}
}

int main(void)
{
	RUN(counts_and_sorts);
	RUN(counts_again_when_emptied);
	RUN(terms_are_numbers);
	return unit_end();
}
