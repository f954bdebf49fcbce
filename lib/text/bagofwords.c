/* bagofwords.c - chunks of documents to packed blocks of rows. */
#include "text/bagofwords.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/pipeline.h"
#include "stream/corpus.h"
#include "text/crew.h"
#include "text/termtable.h"
#include "text/tokens.h"

#include <stdlib.h>
#include <string.h>

struct bag_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	struct packer *packer;
	struct rows rows;
	uint32_t *counts; /* size V: of the open document, 0 between documents */
	uint64_t *some;   /* a bit a column: has a count */
	uint64_t *any;    /* a bit a word of some: is not 0 */
	size_t any_words, nonzeros;
	uint64_t count, unknown; /* tokens */
};

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
	struct termtable columns; /* a record a term: its column is in cf */
	struct bag_worker *worker; /* size threads */
	struct crew crew;
};

static inline void count_column(struct bag_worker *worker, uint32_t column)
{
	if (worker->counts[column]++ > 0)
		return;
	worker->some[column >> 6] |= (uint64_t)1 << (column & 63);
	worker->any[column >> 12] |= (uint64_t)1 << (column >> 6 & 63);
	worker->nonzeros++;
}

static void count_batch(struct bag_worker *worker, const struct termtable *columns)
{
	const struct tokens *tokens = &worker->tokens;
	uint32_t hash[TOKEN_BATCH];
	size_t i;

	for (i = 0; i < tokens->count; i++) {
		hash[i] = termtable_hash(tokens->text + tokens->token[i].at,
			tokens->token[i].length);
		termtable_prefetch_slot(columns, hash[i]);
	}
	for (i = 0; i < tokens->count; i++)
		termtable_prefetch_record(columns, hash[i]);
	for (i = 0; i < tokens->count; i++) {
		const struct termrecord *record = termtable_get(columns,
			tokens->text + tokens->token[i].at, tokens->token[i].length, hash[i]);

		if (record)
			count_column(worker, (uint32_t)record->cf);
		else
			worker->unknown++;
	}
	worker->count += tokens->count;
}

/* What was counted becomes a row: its columns are found in order by their
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

static int bag_chunk(const struct bagging *bagging, struct bag_worker *worker,
	struct bag_item *item, struct fault *fault)
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
			count_batch(worker, &bagging->columns);
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

static int work_item(void *context, void *item, struct fault *fault)
{
	struct bagging *bagging = context;
	struct bag_worker *worker = crew_take(&bagging->crew);
	int failed = bag_chunk(bagging, worker, item, fault);

	crew_give(&bagging->crew, worker);
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

static int init_worker(struct bag_worker *worker, const struct tokenrule *rule,
	const struct stopset *stop, size_t columns, struct fault *fault)
{
	size_t words = columns / 64 + 1;

	worker->any_words = words / 64 + 1;
	worker->packer = pack_packer_new(fault);
	worker->counts = memory_zeroed(columns, sizeof *worker->counts, fault);
	worker->some = memory_zeroed(words, sizeof *worker->some, fault);
	worker->any = memory_zeroed(worker->any_words, sizeof *worker->any, fault);
	if (!worker->packer || !worker->counts || !worker->some || !worker->any)
		return -1;
	return tokens_init(&worker->tokens, rule, stop, fault);
}

/* A table of our own rather than stream/termindex.h: its records hold term
 * and column side by side, where that one looks at three places. */
static int init_columns(struct termtable *columns, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	_Alignas(8) char padded[TERM_BYTES_MOST + 9];
	size_t column;

	if (termtable_init(columns, fault)
		|| termtable_reserve(columns, vocabulary->size,
			(size_t)vocabulary->start[vocabulary->size], fault))
		return -1;
	memory_ask_huge(columns->arena, columns->room * sizeof *columns->arena);
	for (column = 0; column < vocabulary->size; column++) {
		size_t length = vocabulary_length(vocabulary, column);

		memcpy(padded, vocabulary_term(vocabulary, column), length);
		memset(padded + length, 0, 8);
		termtable_find(columns, padded, length, termtable_hash(padded, length))->cf = column;
	}
	return 0;
}

static int init(struct bagging *bagging, size_t threads, struct fault *fault)
{
	size_t i;

	bagging->worker = memory_apart(threads, sizeof *bagging->worker, fault);
	if (!bagging->worker || init_columns(&bagging->columns, bagging->vocabulary, fault)
		|| crew_init(&bagging->crew, bagging->worker, threads, sizeof *bagging->worker,
			fault))
		return -1;
	for (i = 0; i < threads; i++)
		if (init_worker(&bagging->worker[i], bagging->rule, bagging->stop,
			    bagging->vocabulary->size, fault))
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
		pack_packer_free(worker->packer);
		rows_release(&worker->rows);
		free(worker->counts);
		free(worker->some);
		free(worker->any);
	}
	free(bagging->worker);
	termtable_release(&bagging->columns);
	crew_release(&bagging->crew);
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
		totals->stopped += bagging->worker[i].tokens.stopped;
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
