/* counts.c - tables, runs, and their merge. */
#include "text/counts.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "text/documents.h"
#include "text/pairsort.h"
#include "text/wordsort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Batches of a thread, and the least that a shared table takes, need a few MiB. */
enum { SHARES_LEAST = 1 << 25 };

enum { TABLE_LEAST = 1 << 18, READ_LEAST = 1 << 14, READ_MOST = 1 << 20, RUNS_LEAST = 16 };

int counts_init(struct counts *counts, int threads, uint64_t memory, bool brief,
	struct fault *fault)
{
	size_t tables = (size_t)threads, eighth, i;

	*counts = (struct counts){.memory = memory ? memory : COUNTS_MEMORY_DEFAULT};
	spill_init(&counts->spill);
	(void)pthread_rwlock_init(&counts->pouring, NULL);
	/* a quarter is kept for reading runs back, an eighth for texts and output */
	eighth = (size_t)(counts->memory / 8);
	counts->shares = brief && counts->memory / tables >= SHARES_LEAST;
	counts->shared_limit = 2 * eighth;
	counts->limit = (counts->shares ? 3 * eighth : 5 * eighth) / tables;
	if (counts->limit < TABLE_LEAST)
		counts->limit = TABLE_LEAST;
	counts->table = memory_apart(tables, sizeof *counts->table, fault);
	if (!counts->table || pairterms_init(&counts->shared, fault))
		return -1;
	counts->tables = tables;
	for (i = 0; i < tables; i++)
		if (wordtable_init(&counts->table[i].words, fault)
			|| termtable_init(&counts->table[i].terms, fault))
			return -1;
	return 0;
}

void counts_release(struct counts *counts)
{
	size_t i;

	if (!counts->memory)
		return;
	for (i = 0; i < counts->tables; i++) {
		wordtable_release(&counts->table[i].words);
		termtable_release(&counts->table[i].terms);
	}
	free(counts->table);
	for (i = 0; i < counts->helds; i++)
		vocabulary_release(&counts->held[i]);
	free(counts->held);
	spill_release(&counts->spill);
	pairterms_release(&counts->shared);
	(void)pthread_rwlock_destroy(&counts->pouring);
	*counts = (struct counts){0};
}

/* Terms that are stop words will be dropped: no word of the table was compared with them while
 * it was counted. */
static void stop_words(struct counts *counts, struct counttable *table)
{
	const struct stopset *stop = counts->stop;
	size_t at = 0, length;
	const char *word;

	while (stop && (word = stopset_next(stop, &at, &length)) != NULL)
		if (length <= WORD_BYTES) {
			struct wordkey key = wordkey_of(word, length);
			struct wordslot *slot = wordtable_get(key,
				wordtable_home(&table->words, key));

			if (slot) {
				atomic_fetch_add(&counts->stopped, slot->cf);
				slot->cf = 0;
			}
		}
}

/* Puts a table's terms in order. */
static void sort_tables(struct counts *counts, struct counttable *table)
{
	stop_words(counts, table);
	wordtable_sort(&table->words);
	table->place = termtable_sort(&table->terms);
}

/* Places of records that are kept elsewhere have 32 bits. */
bool counts_full(const struct counts *counts, const struct counttable *table, size_t more)
{
	return table->terms.used > UINT32_MAX / 2
		|| wordtable_bytes(&table->words) + termtable_bytes(&table->terms) + more > counts->limit
		|| table->terms.document >= UINT32_MAX - CHUNK_DOCUMENTS;
}

int counts_spill(struct counts *counts, struct counttable *table, struct spill_run run[2],
	struct fault *fault)
{
	int failed;

	sort_tables(counts, table);
	(void)pthread_rwlock_rdlock(&counts->pouring);
	failed = spill_words(&counts->spill, &table->words, &run[0], fault)
		|| spill_table(&counts->spill, &table->terms, table->place, &run[1], fault);
	(void)pthread_rwlock_unlock(&counts->pouring);
	return failed ? -1 : 0;
}

void counts_clear(struct counttable *table)
{
	wordtable_clear(&table->words);
	termtable_clear(&table->terms);
}

int counts_check(struct counts *counts, struct counttable *table, struct fault *fault)
{
	struct spill_run run[2];
	int failed;

	if (!counts_full(counts, table, 0))
		return 0;
	failed = counts_spill(counts, table, run, fault);
	counts_clear(table);
	return failed ? -1 : 1;
}

/* The result of a merge becomes a run. */
static int write_run(struct spill *spill, struct countmerge *merge, struct fault *fault)
{
	struct runwriter writer = {0};
	struct termcount term;
	int got = -1;

	if (spill_writer_begin(&writer, spill, fault))
		goto done;
	while ((got = countmerge_next(merge, &term, fault)) == 1)
		if (spill_writer_add(&writer, &term, fault)) {
			got = -1;
			break;
		}
	if (got == 0)
		got = spill_writer_end(&writer, fault);
done:
	spill_writer_release(&writer);
	return got;
}

/* Sorts the shared table, which is then empty, into a run. */
static int spill_shared(struct counts *counts, struct fault *fault)
{
	struct pairterms *shared = &counts->shared;
	struct countmerge merge = {0};
	int failed = pairsort(shared, (int)counts->tables, fault)
		|| countmerge_init(&merge, 1, fault)
		|| countmerge_add_pairs(&merge, shared->sorted,
			shared->sorted + shared->sorted_size, fault)
		|| write_run(&counts->spill, &merge, fault);

	countmerge_release(&merge);
	return failed ? -1 : 0;
}

/* What is full in the shared table goes to one of words. */
static int take_full(struct counttable *table, struct pairbatch *batch, struct fault *fault)
{
	size_t i;

	if (wordtable_reserve(&table->words, batch->fulls, fault))
		return -1;
	for (i = 0; i < batch->fulls; i++) {
		const struct wordkey key = wordkey_swap(
			(struct wordkey){pairterm_key(batch->full[i].pair), 0});
		struct wordslot *slot = wordtable_find(&table->words, key,
			wordtable_home(&table->words, key));

		slot->df += batch->full[i].df;
		slot->cf += batch->full[i].cf;
	}
	batch->fulls = 0;
	return 0;
}

int counts_pour(struct counts *counts, struct counttable *table, struct pairbatch *batch,
	struct fault *fault)
{
	int failed;

	(void)pthread_rwlock_rdlock(&counts->pouring);
	failed = pairterms_pour(&counts->shared, batch, fault);
	(void)pthread_rwlock_unlock(&counts->pouring);
	if (failed || (table && take_full(table, batch, fault)))
		return -1;
	if (pairterms_bytes(&counts->shared) <= counts->shared_limit)
		return 0;
	(void)pthread_rwlock_wrlock(&counts->pouring);
	if (pairterms_bytes(&counts->shared) > counts->shared_limit)
		failed = spill_shared(counts, fault);
	(void)pthread_rwlock_unlock(&counts->pouring);
	return failed;
}

static int spill_vocabulary(struct counts *counts, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	struct countmerge merge = {0};
	int failed = countmerge_init(&merge, 1, fault)
		|| countmerge_add_vocabulary(&merge, vocabulary, 0, vocabulary->size, fault)
		|| write_run(&counts->spill, &merge, fault);

	countmerge_release(&merge);
	return failed ? -1 : 0;
}

/* Terms in any order go through a table. */
static int count_vocabulary(struct counts *counts, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	_Alignas(8) char padded[TERM_BYTES_MOST + 9];
	struct termtable *table = &counts->table[0].terms;
	size_t column;

	for (column = 0; column < vocabulary->size; column++) {
		size_t length = vocabulary_length(vocabulary, column);
		struct termrecord *record;

		memcpy(padded, vocabulary_term(vocabulary, column), length);
		memset(padded + length, 0, 8);
		if (termtable_reserve(table, 1, length + 8, fault))
			return -1;
		record = termtable_find(table, padded, length, termtable_hash(padded, length));
		record->df += vocabulary->df[column];
		record->cf += vocabulary->cf[column];
		if (counts_check(counts, &counts->table[0], fault) < 0)
			return -1;
	}
	return 0;
}

int counts_add_vocabulary(struct counts *counts, struct vocabulary *vocabulary,
	struct fault *fault)
{
	size_t bytes = (size_t)vocabulary->start[vocabulary->size] + vocabulary->size * 24;
	bool ascends = vocabulary_ascends(vocabulary);
	int failed;

	if (ascends && bytes <= counts->limit - counts->held_bytes) {
		if (memory_grow(&counts->held, &counts->helds_room, counts->helds + 1, fault))
			return -1;
		counts->held[counts->helds++] = *vocabulary;
		counts->held_bytes += bytes;
		*vocabulary = (struct vocabulary){0};
		return 0;
	}
	failed = ascends ? spill_vocabulary(counts, vocabulary, fault)
			 : count_vocabulary(counts, vocabulary, fault);
	vocabulary_release(vocabulary);
	return failed;
}

/* Tables that are sorted by all threads: they are of different sizes, as one
 * thread reads the text. */
struct tables_sorting {
	struct counts *counts;
	size_t (*begin)[WORDSORT_PARTS + 1]; /* size tables */
	size_t threads;
};

static int divide_table(void *context, size_t index, int thread, struct fault *fault)
{
	struct tables_sorting *sorting = context;
	struct counttable *table = &sorting->counts->table[index];

	(void)thread;
	(void)fault;
	stop_words(sorting->counts, table);
	wordtable_gather(&table->words);
	wordsort_divide(table->words.slot, table->words.terms, sorting->begin[index]);
	table->place = termtable_sort(&table->terms);
	return 0;
}

/* Each thread has a share of the table's free slots. */
static int sort_part(void *context, size_t index, int thread, struct fault *fault)
{
	const struct tables_sorting *sorting = context;
	const size_t of = index / WORDSORT_PARTS;
	const struct wordtable *words = &sorting->counts->table[of].words;
	const size_t *begin = &sorting->begin[of][index % WORDSORT_PARTS];
	const size_t share = (words->room - words->terms) / sorting->threads;

	(void)fault;
	wordsort_part(words->slot + begin[0], begin[1] - begin[0],
		words->slot + words->terms + (size_t)thread * share, share);
	return 0;
}

static int sort_all(struct counts *counts, int threads, struct fault *fault)
{
	struct tables_sorting sorting = {.counts = counts, .threads = (size_t)threads};
	int failed;

	if (threads == 1 && counts->tables == 1) {
		sort_tables(counts, counts->table);
		return 0;
	}
	sorting.begin = memory_zeroed(counts->tables, sizeof *sorting.begin, fault);
	failed = !sorting.begin
		|| parallel_for(threads, counts->tables, divide_table, &sorting, fault)
		|| parallel_for(threads, counts->tables * WORDSORT_PARTS, sort_part, &sorting, fault);
	free(sorting.begin);
	return failed ? -1 : 0;
}

/* Bytes to read at once of each of a number of runs. */
static size_t reading(const struct counts *counts, size_t runs)
{
	uint64_t share = counts->memory / 4 / (runs ? runs : 1);

	return share < READ_LEAST ? READ_LEAST : share > READ_MOST ? READ_MOST : (size_t)share;
}

static size_t runs_at_once(const struct counts *counts)
{
	uint64_t runs = counts->memory / 4 / READ_LEAST;

	return runs < RUNS_LEAST ? RUNS_LEAST : runs > 4096 ? 4096 : (size_t)runs;
}

static int add_runs(const struct counts *counts, size_t count, struct countmerge *merge,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (countmerge_add_run(merge, &counts->spill, counts->spill.run[i],
			    reading(counts, count), fault))
			return -1;
	return 0;
}

/* The first runs become one, at the end of the file. */
static int merge_runs(struct counts *counts, size_t count, struct fault *fault)
{
	struct spill *spill = &counts->spill;
	struct countmerge merge = {0};
	int failed = countmerge_init(&merge, count, fault)
		|| add_runs(counts, count, &merge, fault) || write_run(spill, &merge, fault);

	if (!failed) {
		spill->runs -= count;
		memmove(spill->run, spill->run + count, spill->runs * sizeof *spill->run);
	}
	countmerge_release(&merge);
	return failed ? -1 : 0;
}

int counts_finish(struct counts *counts, int threads, struct fault *fault)
{
	while (counts->spill.runs > runs_at_once(counts))
		if (merge_runs(counts, runs_at_once(counts), fault))
			return -1;
	if (pairsort(&counts->shared, threads, fault))
		return -1;
	return sort_all(counts, threads, fault);
}

/* Tables (of each thread words, then terms), held vocabularies and the shared table are
 * the parts' sources, by one number. */
static size_t sources_of(const struct counts *counts)
{
	return 2 * counts->tables + counts->helds + 1;
}

static size_t terms_of(const struct counts *counts, size_t i)
{
	if (i < 2 * counts->tables)
		return i % 2 ? counts->table[i / 2].terms.terms : counts->table[i / 2].words.terms;
	i -= 2 * counts->tables;
	return i < counts->helds ? counts->held[i].size : counts->shared.sorted_size;
}

static uint64_t key_of(const struct counts *counts, size_t i, size_t term)
{
	const struct vocabulary *vocabulary;

	if (i < 2 * counts->tables)
		return i % 2 ? counts->table[i / 2].place[term].key
			     : counts->table[i / 2].words.slot[term].key.lo;
	i -= 2 * counts->tables;
	if (i == counts->helds)
		return pairterm_key(counts->shared.sorted[term].pair);
	vocabulary = &counts->held[i];
	return countmerge_key(vocabulary_term(vocabulary, term),
		vocabulary_length(vocabulary, term));
}

static int add_source(const struct counts *counts, size_t i, size_t first, size_t end,
	struct countmerge *merge, struct fault *fault)
{
	if (i < 2 * counts->tables && i % 2 == 0)
		return countmerge_add_words(merge, &counts->table[i / 2].words, first, end, fault);
	if (i < 2 * counts->tables)
		return countmerge_add_table(merge, &counts->table[i / 2].terms,
			counts->table[i / 2].place, first, end, fault);
	i -= 2 * counts->tables;
	if (i < counts->helds)
		return countmerge_add_vocabulary(merge, &counts->held[i], first, end, fault);
	return countmerge_add_pairs(merge, counts->shared.sorted + first,
		counts->shared.sorted + end, fault);
}

int counts_merge(const struct counts *counts, struct countmerge *merge, struct fault *fault)
{
	size_t i;

	if (countmerge_init(merge, counts->spill.runs + sources_of(counts), fault)
		|| add_runs(counts, counts->spill.runs, merge, fault))
		return -1;
	for (i = 0; i < sources_of(counts); i++)
		if (add_source(counts, i, 0, terms_of(counts, i), merge, fault))
			return -1;
	return 0;
}

/* Where source i's terms with this key or a larger one begin. */
static size_t find_key(const struct counts *counts, size_t i, uint64_t key)
{
	size_t low = 0, high = terms_of(counts, i);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_of(counts, i, middle) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where source i's terms of a part begin.  Parts are cut where a part of the
 * largest source would be; terms of equal keys stay together. */
static size_t part_begin(const struct counts *counts, size_t i, size_t part, size_t parts)
{
	size_t largest = 0, cut, j;

	for (j = 1; j < sources_of(counts); j++)
		if (terms_of(counts, j) > terms_of(counts, largest))
			largest = j;
	if (part == 0 || terms_of(counts, largest) == 0)
		return 0;
	if (part == parts)
		return terms_of(counts, i);
	cut = (size_t)((unsigned __int128)terms_of(counts, largest) * part / parts);
	return find_key(counts, i, key_of(counts, largest, cut));
}

int counts_merge_part(const struct counts *counts, size_t part, size_t parts,
	struct countmerge *merge, struct fault *fault)
{
	size_t i;

	if (countmerge_init(merge, sources_of(counts), fault))
		return -1;
	for (i = 0; i < sources_of(counts); i++)
		if (add_source(counts, i, part_begin(counts, i, part, parts),
			    part_begin(counts, i, part + 1, parts), merge, fault))
			return -1;
	return 0;
}
