/* bagofwords.c - chunks of documents to packed blocks of rows. */
#include "text/bagofwords.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/pipeline.h"
#include "stream/corpus.h"
#include "text/lexicon.h"
#include "text/termtable.h"
#include "text/tokens.h"
#include "text/wordtable.h"

#include <stdlib.h>
#include <string.h>

struct bag_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	struct lexicon lexicon; /* without a stemmer where there are no stems */
	struct packer *packer;
	struct rows rows;
	uint32_t *counts; /* size V: of the open document, 0 between documents */
	uint64_t *some;   /* a bit a column: has a count */
	uint64_t *any;    /* a bit a word of some: is not 0 */
	size_t any_words, nonzeros;
	uint64_t count, unknown, stopped; /* tokens */
	struct flaw flaw;
};

/* Terms, and those stop words that are not the tokens' own; a term's column, or
 * STOPPED, is in cf. */
struct bag_columns {
	struct wordtable words;
	struct termtable terms; /* of more than 16 bytes */
};

#define UNKNOWN (UINT64_MAX - 1) /* no column */
#define STOPPED LEXICON_NONE

enum { LEXICON_MOST = 1 << 26 }; /* bytes */

/* A chunk and the blocks that it became. */
struct bag_item {
	struct chunk chunk;
	struct blocklist blocks;
};

struct bagging {
	struct documents *documents;
	const struct tokenrule *rule;
	const struct stopset *stop;
	const struct vocabulary *vocabulary;
	const struct header *header;
	struct sink *sink;
	size_t threads;
	struct bag_columns columns;
	struct bag_worker *worker; /* size threads */
};

static inline void count_column(struct bag_worker *worker, uint32_t column)
{
	if (worker->counts[column]++ > 0)
		return;
	worker->some[column >> 6] |= (uint64_t)1 << (column & 63);
	worker->any[column >> 12] |= (uint64_t)1 << (column >> 6 & 63);
	worker->nonzeros++;
}

static uint64_t find_long(const struct bag_columns *columns, const char *term, size_t length)
{
	const struct termrecord *record = termtable_get(&columns->terms, term, length,
		termtable_hash(term, length));

	return record ? record->cf : UNKNOWN;
}

static inline uint64_t find_short(const struct bag_columns *columns, struct wordkey key,
	uint32_t hash)
{
	const struct wordslot *slot = wordtable_get(&columns->words, key, hash);

	return slot ? slot->cf : UNKNOWN;
}

static void find_columns(const struct bag_columns *columns, const struct tokens *tokens,
	uint64_t *column)
{
	uint32_t hash[TOKEN_BATCH];
	size_t i;

	for (i = 0; i < tokens->count; i++) {
		hash[i] = wordkey_hash(tokens->key[i]);
		wordtable_prefetch(&columns->words, hash[i]);
	}
	for (i = 0; i < tokens->count; i++)
		column[i] = tokens_long(tokens, i)
			? find_long(columns, tokens_bytes(tokens, i), tokens_length(tokens, i))
			: find_short(columns, tokens->key[i], hash[i]);
}

static int number_stem(void *context, const char *stem, size_t length, uint64_t *number,
	struct fault *fault)
{
	const struct bag_columns *columns = context;
	struct wordkey key;

	(void)fault;
	if (length > WORD_BYTES) {
		*number = find_long(columns, stem, length);
		return 0;
	}
	key = wordkey_of(stem, length);
	*number = find_short(columns, key, wordkey_hash(key));
	return 0;
}

static int count_batch(struct bag_worker *worker, struct bag_columns *columns,
	struct fault *fault)
{
	const struct tokens *tokens = &worker->tokens;
	const struct numbering numbering = {columns, number_stem};
	uint64_t column[TOKEN_BATCH];
	size_t i;

	if (!lexicon_stems(&worker->lexicon))
		find_columns(columns, tokens, column);
	else if (lexicon_find(&worker->lexicon, tokens, &numbering, column, fault))
		return -1;
	for (i = 0; i < tokens->count; i++) {
		if (column[i] == STOPPED) {
			worker->stopped++;
			continue;
		}
		worker->count++;
		if (column[i] == UNKNOWN)
			worker->unknown++;
		else
			count_column(worker, (uint32_t)column[i]);
	}
	if (lexicon_bytes(&worker->lexicon) > LEXICON_MOST)
		lexicon_clear(&worker->lexicon);
	return 0;
}

/* The counts become a row: its columns are found in order by their
 * bits, which is faster than to sort them. */
static int end_document(struct bag_worker *worker, const struct chunk *chunk,
	const struct document *document, struct fault *fault)
{
	struct rows *rows = &worker->rows;
	size_t length = worker->nonzeros, at = rows->nonzeros, i;

	if (rows_reserve(rows, 1, length, document->name_length + 1, fault))
		return -1;
	for (i = 0; i < worker->any_words; i++)
		for (; worker->any[i]; worker->any[i] &= worker->any[i] - 1) {
			size_t word = 64 * i + (size_t)__builtin_ctzll(worker->any[i]);

			for (; worker->some[word]; worker->some[word] &= worker->some[word] - 1) {
				size_t column = 64 * word
					+ (size_t)__builtin_ctzll(worker->some[word]);

				rows->column[at] = (uint32_t)column;
				rows->counts[at++] = worker->counts[column];
				worker->counts[column] = 0;
			}
		}
	worker->nonzeros = 0;
	return rows_end(rows, length, chunk->names.data + document->name,
		document->name_length, fault);
}

static int put_block(struct bag_worker *worker, struct bag_item *item, struct fault *fault)
{
	return corpus_blocklist_add(&item->blocks, worker->packer, &worker->rows, fault);
}

static int bag_chunk(struct bagging *bagging, struct bag_worker *worker, struct bag_item *item,
	struct fault *fault)
{
	const struct chunk *chunk = &item->chunk;
	size_t i;

	item->blocks.count = 0;
	rows_clear(&worker->rows, VALUES_COUNTS);
	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];

		tokens_start(&worker->tokens, chunk->text.data + document->text,
			document->text_length);
		while (tokens_next(&worker->tokens))
			if (count_batch(worker, &bagging->columns, fault))
				return -1;
		if (tokens_check(&worker->tokens, fault))
			return fault_at(fault, "document '%.80s'",
				chunk->names.data + document->name);
		if (end_document(worker, chunk, document, fault))
			return -1;
		if (rows_full(&worker->rows) && put_block(worker, item, fault))
			return -1;
	}
	return worker->rows.count ? put_block(worker, item, fault) : 0;
}

static int read_item(void *context, void *item, struct fault *fault)
{
	struct bagging *bagging = context;

	return documents_next(bagging->documents, &((struct bag_item *)item)->chunk, fault);
}

static int work_item(void *context, void *item, int thread, struct fault *fault)
{
	struct bagging *bagging = context;
	struct bag_worker *worker = &bagging->worker[thread];
	int failed = bag_chunk(bagging, worker, item, fault);

	flaw_look(&worker->flaw, &((struct bag_item *)item)->chunk, worker->tokens.invalid);
	return failed;
}

static int write_item(void *context, void *item, struct fault *fault)
{
	struct bagging *bagging = context;
	const struct blocklist *blocks = &((struct bag_item *)item)->blocks;
	size_t i;

	for (i = 0; i < blocks->count; i++)
		if (sink_put(bagging->sink, &blocks->block[i], fault))
			return -1;
	return 0;
}

static int put_term(struct bag_columns *columns, const char *term, size_t length,
	uint64_t column, struct fault *fault)
{
	_Alignas(8) char padded[TERM_BYTES_MOST + 9];
	struct wordkey key;

	if (length <= WORD_BYTES) {
		key = wordkey_of(term, length);
		if (wordtable_reserve(&columns->words, 1, fault))
			return -1;
		wordtable_find(&columns->words, key, wordkey_hash(key))->cf = column;
		return 0;
	}
	memcpy(padded, term, length);
	memset(padded + length, 0, 8);
	if (termtable_reserve(&columns->terms, 1, length + 8, fault))
		return -1;
	termtable_find(&columns->terms, padded, length,
		termtable_hash(padded, length))->cf = column;
	return 0;
}

/* A separate table instead of stream/termindex.h: its slots hold term and
 * column together, where that one reads three places. */
static int init_columns(struct bag_columns *columns, const struct vocabulary *vocabulary,
	const struct stopset *stop, struct fault *fault)
{
	const char *word;
	size_t column, at = 0, length;

	if (wordtable_init(&columns->words, fault) || termtable_init(&columns->terms, fault)
		|| wordtable_reserve(&columns->words, vocabulary->size, fault))
		return -1;
	for (column = 0; column < vocabulary->size; column++)
		if (put_term(columns, vocabulary_term(vocabulary, column),
			    vocabulary_length(vocabulary, column), column, fault))
			return -1;
	while (stop && (word = stopset_next(stop, &at, &length)) != NULL)
		if (put_term(columns, word, length, STOPPED, fault))
			return -1;
	return 0;
}

/* n-grams are made of words one by one; else stop words and stems are found once a
 * distinct word. */
static int init_tokens(struct bag_worker *worker, const struct bagging *bagging,
	struct fault *fault)
{
	struct tokenrule plain = *bagging->rule;

	if (bagging->rule->ngrams > 1)
		return tokens_init(&worker->tokens, bagging->rule, bagging->stop, fault);
	if (strcmp(plain.stem, "none") != 0
		&& lexicon_init(&worker->lexicon, bagging->rule, bagging->stop, fault))
		return -1;
	(void)strcpy(plain.stem, "none");
	return tokens_init(&worker->tokens, &plain, NULL, fault);
}

static int init_worker(struct bag_worker *worker, const struct bagging *bagging,
	struct fault *fault)
{
	size_t columns = bagging->vocabulary->size, words = columns / 64 + 1;

	worker->any_words = words / 64 + 1;
	worker->packer = pack_packer_new(fault);
	worker->counts = memory_zeroed(columns, sizeof *worker->counts, fault);
	worker->some = memory_zeroed(words, sizeof *worker->some, fault);
	worker->any = memory_zeroed(worker->any_words, sizeof *worker->any, fault);
	if (!worker->packer || !worker->counts || !worker->some || !worker->any)
		return -1;
	return init_tokens(worker, bagging, fault);
}

static int init(struct bagging *bagging, size_t threads, struct fault *fault)
{
	size_t i;
	/* a stemmer's stop words are compared with words, not with stems */
	const struct stopset *stop = strcmp(bagging->rule->stem, "none") == 0
		&& bagging->rule->ngrams == 1 ? bagging->stop : NULL;

	bagging->worker = memory_apart(threads, sizeof *bagging->worker, fault);
	if (!bagging->worker || init_columns(&bagging->columns, bagging->vocabulary, stop, fault))
		return -1;
	for (i = 0; i < threads; i++)
		if (init_worker(&bagging->worker[i], bagging, fault))
			return -1;
	return 0;
}

/* A large vocabulary takes as long to write as to make a table of. */
static int prepare(void *context, size_t index, int thread, struct fault *fault)
{
	struct bagging *bagging = context;

	(void)thread;
	return index == 0 ? sink_begin(bagging->sink, bagging->header, bagging->vocabulary, fault)
			  : init(bagging, bagging->threads, fault);
}

static void release(struct bagging *bagging, size_t threads)
{
	size_t i;

	for (i = 0; bagging->worker && i < threads; i++) {
		struct bag_worker *worker = &bagging->worker[i];

		tokens_release(&worker->tokens);
		lexicon_release(&worker->lexicon);
		pack_packer_free(worker->packer);
		rows_release(&worker->rows);
		free(worker->counts);
		free(worker->some);
		free(worker->any);
	}
	free(bagging->worker);
	wordtable_release(&bagging->columns.words);
	termtable_release(&bagging->columns.terms);
}

static void add_totals(const struct bagging *bagging, size_t threads,
	struct texttotals *totals)
{
	size_t i;

	*totals = (struct texttotals){.documents = documents_count(bagging->documents)};
	for (i = 0; i < threads; i++) {
		totals->tokens += bagging->worker[i].count;
		totals->unknown += bagging->worker[i].unknown;
		totals->invalid += bagging->worker[i].tokens.invalid;
		flaw_merge(&totals->flaw, &bagging->worker[i].flaw);
		totals->stopped += bagging->worker[i].tokens.stopped
			+ bagging->worker[i].stopped;
	}
}

static void release_items(struct bag_item *item, size_t items)
{
	size_t i;

	for (i = 0; item && i < items; i++) {
		documents_chunk_release(&item[i].chunk);
		corpus_blocklist_release(&item[i].blocks);
	}
	free(item);
}

int bagofwords(struct documents *documents, const struct tokenrule *rule,
	const struct stopset *stop, const struct vocabulary *vocabulary, int threads,
	const struct header *header, struct sink *sink, struct texttotals *totals,
	struct fault *fault)
{
	struct bagging bagging = {.documents = documents, .rule = rule, .stop = stop,
		.vocabulary = vocabulary, .header = header, .sink = sink,
		.threads = (size_t)threads};
	size_t items = pipeline_items(threads);
	struct bag_item *item = memory_zeroed(items, sizeof *item, fault);
	struct pipeline pipeline = {.threads = threads, .context = &bagging, .items = item,
		.count = items, .item_size = sizeof *item, .read = read_item,
		.work = work_item, .write = write_item};
	int failed = -1;

	if (item && parallel_for(threads, 2, prepare, &bagging, fault) == 0)
		failed = pipeline_run(&pipeline, fault);
	if (!failed)
		add_totals(&bagging, (size_t)threads, totals);
	release_items(item, items);
	release(&bagging, (size_t)threads);
	return failed;
}
