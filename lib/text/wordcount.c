/* wordcount.c - documents to counts of terms, a table a thread. */
#include "text/wordcount.h"

#include "base/memory.h"
#include "base/pipeline.h"
#include "text/stemcount.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of text, and documents, after which a table's size is looked at: they can't make it much
 * larger. */
enum { CHECKED = 1 << 12 };

/* One thread's.  Words are counted as in the text, and stop words are
 * removed from the tables at the end. */
struct count_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	struct counttable *table;
	const struct stopset *stop; /* NULL: none, or the tokens' own */
	struct stemcount stems;     /* without a stemmer where there are none */
	struct pairbatch batch;
	struct flaw flaw;
	struct wordrows rows; /* in use where there is a store for them */
	uint32_t document; /* the open one, 0: its pairs are not shared */
	size_t unchecked; /* bytes of text, and documents, since the tables were looked at */
	uint64_t count;   /* tokens */
	uint64_t stopped; /* words that were stop words, but for those that the tables drop */
};

static inline void count_slot(struct wordslot *slot, uint32_t document)
{
	slot->cf++;
	slot->df += slot->last != document;
	slot->last = document;
}

static inline void count_record(struct termrecord *record, uint32_t document)
{
	record->cf++;
	record->df += record->last != document;
	record->last = document;
}

/* The record of a token of more than 16 bytes; NULL where it is a stop word. */
static struct termrecord *find_long(struct count_worker *worker, size_t i)
{
	const struct tokens *tokens = &worker->tokens;
	const char *term = tokens_bytes(tokens, i);
	size_t length = tokens_length(tokens, i);

	if (worker->stop && stopset_has(worker->stop, term, length)) {
		worker->stopped++;
		return NULL;
	}
	worker->count++;
	return termtable_find(&worker->table->terms, term, length, termtable_hash(term, length));
}

/* Room for the batch; all slots are asked for before the first is used. */
static int find_homes(struct count_worker *worker, struct wordslot **home, struct fault *fault)
{
	const struct tokens *tokens = &worker->tokens;
	struct counttable *table = worker->table;

	if (wordtable_reserve(&table->words, tokens->count, fault)
		|| (tokens->used
			&& termtable_reserve(&table->terms, tokens->count, tokens->used, fault)))
		return -1;
	wordtable_homes(&table->words, tokens->key, tokens->count, home);
	return 0;
}

static int count_words(struct count_worker *worker, struct fault *fault)
{
	const struct wordkey *const key = worker->tokens.key;
	const size_t count = worker->tokens.count;
	const uint32_t document = worker->table->terms.document;
	struct wordslot *home[TOKEN_BATCH], *slot;
	struct termrecord *record;
	size_t i, longer = 0;

	if (find_homes(worker, home, fault))
		return -1;
	for (i = 0; i < count; i++) {
		slot = wordtable_find_next(&worker->table->words, &key[i], home[i]);
		if (slot) {
			count_slot(slot, document);
			continue;
		}
		longer++;
		record = find_long(worker, i);
		if (record)
			count_record(record, document);
	}
	worker->count += count - longer;
	return 0;
}

/* The same, and into the open row. */
static int enter_words(struct count_worker *worker, struct fault *fault)
{
	const struct wordkey *const key = worker->tokens.key;
	const size_t count = worker->tokens.count;
	const uint32_t document = worker->table->terms.document;
	struct wordslot *home[TOKEN_BATCH], *slot;
	struct termrecord *record;
	size_t i, longer = 0;

	if (find_homes(worker, home, fault) || wordrows_reserve(&worker->rows, count, fault))
		return -1;
	for (i = 0; i < count; i++) {
		slot = wordtable_find_next(&worker->table->words, &key[i], home[i]);
		if (slot) {
			wordrows_slot(&worker->rows, slot, document);
			continue;
		}
		longer++;
		record = find_long(worker, i);
		if (record)
			wordrows_record(&worker->rows, record, document);
	}
	worker->count += count - longer;
	return 0;
}

/* Pairs of characters go to the table that threads share, and into the open row. */
static int count_shared(struct count_worker *worker, bool rows, struct fault *fault)
{
	struct tokens *tokens = &worker->tokens;
	const size_t count = tokens->count;
	size_t i, left = 0;
	int failed;

	if (rows && wordrows_reserve_pairs(&worker->rows, count, fault))
		return -1;
	for (i = 0; i < count; i++) {
		const uint32_t pair = pairterm_of(tokens->key[i]);

		if (!pair) {
			tokens->key[left++] = tokens->key[i];
			continue;
		}
		pairbatch_add(&worker->batch, pair, worker->document);
		if (rows)
			wordrows_pair(&worker->rows, pair);
	}
	tokens->count = left;
	failed = rows ? enter_words(worker, fault) : count_words(worker, fault);
	tokens->count = count;
	worker->count += count - left;
	return failed;
}

static int enter_stems(struct count_worker *worker, struct fault *fault)
{
	const uint32_t document = worker->table->terms.document;
	struct wordrows *rows = &worker->rows;
	uint32_t number[TOKEN_BATCH];
	size_t i, count = worker->tokens.count;

	if (stemcount_find(&worker->stems, &worker->tokens, number, fault))
		return -1;
	rows->numbers = worker->stems.stems;
	if (wordrows_reserve(rows, count, fault))
		return -1;
	for (i = 0; i < count; i++) {
		struct stemstat *stat = &worker->stems.stat[number[i]];

		if (number[i] == 0)
			continue;
		if (stat->last == document) {
			rows->entry[stat->df].count++;
		} else {
			stat->last = document;
			stat->df = (uint32_t)rows->count;
			wordrows_enter(rows, number[i]);
		}
	}
	worker->count += count;
	return 0;
}

static int count_stems(struct count_worker *worker, struct fault *fault)
{
	worker->count += worker->tokens.count;
	return stemcount_add(&worker->stems, &worker->tokens, worker->table->terms.document, fault);
}

static int settle_stems(struct count_worker *worker, bool rows, struct fault *fault)
{
	uint64_t stopped;

	if (!worker->stems.stemmer)
		return 0;
	if (stemcount_settle(&worker->stems, rows, &stopped, fault))
		return -1;
	worker->count -= stopped;
	worker->stopped += stopped;
	return 0;
}

static int count_batch(struct count_worker *worker, bool rows, struct fault *fault)
{
	if (worker->stems.stemmer)
		return rows ? enter_stems(worker, fault) : count_stems(worker, fault);
	if (worker->document)
		return count_shared(worker, rows, fault);
	return rows ? enter_words(worker, fault) : count_words(worker, fault);
}

struct counting {
	struct documents *documents;
	struct counts *counts;
	struct count_worker *worker; /* size threads */
	uint64_t ngrams;
	struct wordstore *store; /* where rows go; NULL: there are none */
};

/* A chunk, and its rows. */
struct count_item {
	struct chunk chunk;
	struct bytes encoded;
	size_t source;
};

static int pour(const struct counting *counting, struct count_worker *worker, struct fault *fault)
{
	const bool rows = counting->store != NULL;

	if (counts_pour(counting->counts, rows ? NULL : worker->table, &worker->batch, fault))
		return -1;
	return rows ? wordrows_take_full(&worker->rows, worker->table, &worker->batch, fault) : 0;
}

/* Pairs of a document are shared where all of them fit into a batch:
 * there is no more than one token a byte, and its n-grams. */
static int begin_document(const struct counting *counting, struct count_worker *worker,
	const struct document *document, uint64_t number, struct fault *fault)
{
	uint64_t most = document->text_length * counting->ngrams;

	worker->table->terms.document++;
	worker->document = 0;
	if (!counting->counts->shares || most > PAIRBATCH_ROOM || number >= UINT32_MAX)
		return 0;
	worker->document = (uint32_t)number + 1;
	if (most <= PAIRBATCH_ROOM - worker->batch.count)
		return 0;
	return pour(counting, worker, fault);
}

/* Rows are of one source from the beginning of a chunk to its end. */
static int spill_counts(struct counting *counting, struct count_worker *worker, bool rows,
	struct fault *fault)
{
	struct spill_run run[2];

	if (rows)
		wordrows_settle(&worker->rows, worker->table);
	if (counts_spill(counting->counts, worker->table, run, fault)
		|| (rows && wordrows_spilled(&worker->rows, counting->store, worker->table, run, fault)))
		return -1;
	counts_clear(worker->table);
	return 0;
}

static int check_memory(struct counting *counting, struct count_worker *worker,
	struct fault *fault)
{
	const bool rows = counting->store != NULL;
	const size_t more = stemcount_bytes(&worker->stems)
		+ (rows ? wordrows_bytes(&worker->rows) : 0);

	worker->unchecked = 0;
	if (!counts_full(counting->counts, worker->table, more))
		return 0;
	if (settle_stems(worker, rows, fault))
		return -1;
	return spill_counts(counting, worker, rows, fault);
}

static int count_chunk(struct counting *counting, struct count_worker *worker,
	struct count_item *item, struct fault *fault)
{
	const struct chunk *chunk = &item->chunk;
	const bool rows = counting->store != NULL;
	size_t i;

	item->encoded.size = 0;
	item->source = worker->rows.source;

	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];

		if (begin_document(counting, worker, document, chunk->first + i, fault))
			return -1;
		tokens_start(&worker->tokens, chunk->text.data + document->text,
			document->text_length);
		while (tokens_next(&worker->tokens))
			if (count_batch(worker, rows, fault))
				return -1;
		if (tokens_check(&worker->tokens, fault))
			return fault_at(fault, "document '%.80s'",
				chunk->names.data + document->name);
		if (rows ? wordrows_end(&worker->rows, chunk->names.data + document->name,
				document->name_length, &item->encoded, fault)
			 : (worker->unchecked += document->text_length + 1) >= CHECKED
				&& check_memory(counting, worker, fault))
			return -1;
	}
	return rows ? check_memory(counting, worker, fault) : 0;
}

static int read_chunk(void *context, void *item, struct fault *fault)
{
	struct counting *counting = context;

	return documents_next(counting->documents, &((struct count_item *)item)->chunk, fault);
}

static int write_rows(void *context, void *item, struct fault *fault)
{
	struct counting *counting = context;
	const struct count_item *rows = item;

	return wordrows_put(counting->store, &rows->encoded, rows->chunk.count, rows->source, fault);
}

static int work_chunk(void *context, void *item, int thread, struct fault *fault)
{
	struct counting *counting = context;
	struct count_worker *worker = &counting->worker[thread];
	int failed = count_chunk(counting, worker, item, fault);

	flaw_look(&worker->flaw, &((struct count_item *)item)->chunk, worker->tokens.invalid);
	return failed;
}

/* The steps for tokens one by one: all where n-grams are made of them or threads
 * share a table, and otherwise nothing that can be done once a distinct word. */
static int init_worker(struct count_worker *worker, const struct tokenrule *rule,
	const struct stopset *stop, bool shares, struct fault *fault)
{
	struct tokenrule plain = *rule;

	if (rule->ngrams > 1 || shares)
		return tokens_init(&worker->tokens, rule, stop, fault);
	if (strcmp(rule->stem, "none") != 0
		&& stemcount_init(&worker->stems, rule, stop, worker->table, fault))
		return -1;
	if (stop && stop->count && !worker->stems.stemmer)
		worker->stop = stop;
	(void)strcpy(plain.stem, "none");
	return tokens_init(&worker->tokens, &plain, NULL, fault);
}

static int init(struct counting *counting, const struct tokenrule *rule,
	const struct stopset *stop, size_t threads, struct fault *fault)
{
	struct counts *counts = counting->counts;
	size_t i;

	counting->worker = memory_apart(threads, sizeof *counting->worker, fault);
	if (!counting->worker)
		return -1;
	for (i = 0; i < threads; i++) {
		counting->worker[i].table = &counts->table[i];
		if (init_worker(&counting->worker[i], rule, stop, counts->shares, fault)
			|| (counts->shares
				&& pairterms_batch_init(&counting->worker[i].batch, i, threads, fault))
			|| (counting->store && wordrows_begin(&counting->worker[i].rows,
				counting->store, counting->worker[i].table, fault)))
			return -1;
	}
	counts->stop = counting->worker[0].stop;
	return 0;
}

static void add_totals(const struct counting *counting, size_t threads,
	struct texttotals *totals)
{
	size_t i;

	*totals = (struct texttotals){.documents = documents_count(counting->documents),
		.labels = documents_have_labels(counting->documents)};
	for (i = 0; i < threads; i++) {
		totals->tokens += counting->worker[i].count;
		totals->invalid += counting->worker[i].tokens.invalid;
		flaw_merge(&totals->flaw, &counting->worker[i].flaw);
		totals->stopped += counting->worker[i].tokens.stopped
			+ counting->worker[i].stopped;
		tokenruns_add(&totals->runs, &counting->worker[i].tokens.runs);
	}
}

/* The tables at the end have counts, and their sources know how many numbers. */
static void settle(const struct counting *counting, size_t threads)
{
	size_t i;

	for (i = 0; i < threads; i++) {
		const struct wordrows *rows = &counting->worker[i].rows;

		wordrows_settle(rows, counting->worker[i].table);
		counting->store->source[rows->source]->numbers = rows->numbers;
	}
}

static void release_items(struct count_item *item, size_t items)
{
	size_t i;

	for (i = 0; item && i < items; i++) {
		documents_chunk_release(&item[i].chunk);
		bytes_release(&item[i].encoded);
	}
	free(item);
}

int wordcount(struct documents *documents, const struct tokenrule *rule,
	const struct stopset *stop, int threads, struct counts *counts, struct wordstore *store,
	struct texttotals *totals, struct fault *fault)
{
	struct counting counting = {.documents = documents, .counts = counts,
		.ngrams = rule->ngrams, .store = store};
	/* inflating takes about as long as counting */
	size_t items = threads > 1 ? 3 * (size_t)threads : 1, i;
	struct count_item *item = memory_zeroed(items, sizeof *item, fault);
	struct pipeline pipeline = {.threads = threads, .context = &counting, .items = item,
		.count = items, .item_size = sizeof *item, .read = read_chunk,
		.work = work_chunk, .write = store ? write_rows : NULL};
	int failed = -1;

	documents_threads(documents, threads);
	if (item && init(&counting, rule, stop, (size_t)threads, fault) == 0)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; !failed && i < (size_t)threads; i++)
		failed = settle_stems(&counting.worker[i], store != NULL, fault);
	for (i = 0; !failed && counts->shares && i < (size_t)threads; i++)
		failed = pour(&counting, &counting.worker[i], fault);
	if (!failed)
		add_totals(&counting, (size_t)threads, totals);
	if (!failed && store)
		settle(&counting, (size_t)threads);
	release_items(item, items);
	for (i = 0; counting.worker && i < (size_t)threads; i++) {
		tokens_release(&counting.worker[i].tokens);
		pairterms_batch_release(&counting.worker[i].batch);
		stemcount_release(&counting.worker[i].stems);
		wordrows_release(&counting.worker[i].rows);
	}
	free(counting.worker);
	if (failed || counts_finish(counts, threads, fault))
		return -1;
	totals->tokens -= atomic_load(&counts->stopped);
	totals->stopped += atomic_load(&counts->stopped);
	counts->stop = NULL;
	return 0;
}
