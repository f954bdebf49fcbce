/* bagofwords.c - chunks of documents to packed blocks of rows. */
#include "text/bagofwords.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/pipeline.h"
#include "format/idset.h"
#include "stream/corpus.h"
#include "text/bagcolumns.h"
#include "text/bagrow.h"
#include "text/lexicon.h"
#include "text/phrasematch.h"
#include "text/tokens.h"

#include <stdlib.h>
#include <string.h>

struct bag_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	struct lexicon lexicon; /* without a stemmer where there are no stems */
	struct packer *packer;
	struct rows rows;
	struct bagrow open;
	uint64_t count, unknown, stopped; /* tokens */
	struct flaw flaw;
	struct phraserow row; /* words that may begin a phrase */
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
	struct bagcolumns columns;
	struct bag_worker *worker; /* size threads */
	bool unique;
	struct idset names;        /* so far, where they must differ */
};

enum { LEXICON_MOST = 1 << 26 }; /* bytes */

static inline void count_number(struct bag_worker *worker, const struct bagcolumns *columns,
	uint64_t number)
{
	worker->count++;
	if (number < columns->size)
		bagrow_add(&worker->open, (uint32_t)number, 1);
	else
		worker->unknown++;
}

static void count_rest(struct bag_worker *worker, const struct bagcolumns *columns)
{
	while (worker->row.count)
		count_number(worker, columns, phrasematch_take(&columns->phrases, &worker->row));
}

static int count_batch(struct bag_worker *worker, struct bagcolumns *columns,
	struct fault *fault)
{
	const struct tokens *tokens = &worker->tokens;
	const struct numbering numbering = {columns, bagcolumns_stem};
	uint32_t column[TOKEN_BATCH];
	uint64_t number;
	size_t i;

	if (!lexicon_stems(&worker->lexicon))
		bagcolumns_find(columns, tokens, column);
	else if (lexicon_find(&worker->lexicon, tokens, &numbering, column, fault))
		return -1;
	for (i = 0; i < tokens->count; i++)
		if (column[i] == BAG_STOPPED)
			worker->stopped++;
		else if (!columns->has_phrases)
			count_number(worker, columns, column[i]);
		else if (phrasematch_push(&columns->phrases, &worker->row, column[i], &number))
			count_number(worker, columns, number);
	if (lexicon_bytes(&worker->lexicon) > LEXICON_MOST)
		lexicon_clear(&worker->lexicon);
	return 0;
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
		count_rest(worker, &bagging->columns);
		if (bagrow_end(&worker->open, &worker->rows, chunk->names.data + document->name,
				document->name_length, fault))
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

/* Chunks come here in their order, one at a time. */
static int check_names(struct bagging *bagging, const struct chunk *chunk, struct fault *fault)
{
	size_t i;

	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];
		const char *name = chunk->names.data + document->name;
		int got = idset_add(&bagging->names, digest_short(name, document->name_length, 0),
			fault);
		char quoted[100];

		if (got < 0)
			return -1;
		if (bagging->names.full)
			return fault_set(fault, FAULT_SYSTEM, "--unique: more than %zu documents: "
				"count them in parts", IDSET_MOST);
		if (got)
			return fault_set(fault, FAULT_DATA, "two documents have the name '%s'",
				fault_quote(quoted, sizeof quoted, name, document->name_length));
	}
	return 0;
}

static int write_item(void *context, void *item, struct fault *fault)
{
	struct bagging *bagging = context;
	const struct blocklist *blocks = &((struct bag_item *)item)->blocks;
	size_t i;

	if (bagging->unique && check_names(bagging, &((struct bag_item *)item)->chunk, fault))
		return -1;
	for (i = 0; i < blocks->count; i++)
		if (sink_put(bagging->sink, &blocks->block[i], fault))
			return -1;
	return 0;
}

/* n-grams are made of words one by one; else stop words and stems are found once a
 * distinct word. */
static int init_tokens(struct bag_worker *worker, const struct bagging *bagging,
	struct fault *fault)
{
	struct tokenrule plain = *bagging->rule;

	if (bagging->columns.has_phrases)
		plain.ngrams = 1;
	if (plain.ngrams > 1)
		return tokens_init(&worker->tokens, bagging->rule, bagging->stop, fault);
	if (strcmp(plain.stem, "none") != 0
		&& lexicon_init(&worker->lexicon, &plain, bagging->stop, fault))
		return -1;
	(void)strcpy(plain.stem, "none");
	return tokens_init(&worker->tokens, &plain, NULL, fault);
}

static int init_worker(struct bag_worker *worker, const struct bagging *bagging,
	struct fault *fault)
{
	worker->packer = pack_packer_new(fault);
	if (!worker->packer || bagrow_init(&worker->open, bagging->vocabulary->size, fault))
		return -1;
	return init_tokens(worker, bagging, fault);
}

static int init(struct bagging *bagging, size_t threads, struct fault *fault)
{
	const bool phrases = *bagging->rule->phrases != 0;
	/* a stemmer's stop words are compared with words, not with stems */
	const struct stopset *stop = strcmp(bagging->rule->stem, "none") == 0
		&& (phrases || bagging->rule->ngrams == 1) ? bagging->stop : NULL;
	size_t i;

	bagging->worker = memory_apart(threads, sizeof *bagging->worker, fault);
	if (!bagging->worker || bagcolumns_init(&bagging->columns, bagging->vocabulary,
			stop, phrases, fault))
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
		bagrow_release(&worker->open);
	}
	free(bagging->worker);
	bagcolumns_release(&bagging->columns);
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
	const struct header *header, struct sink *sink, bool unique, struct texttotals *totals,
	struct fault *fault)
{
	struct bagging bagging = {.documents = documents, .rule = rule, .stop = stop,
		.vocabulary = vocabulary, .header = header, .sink = sink,
		.threads = (size_t)threads, .unique = unique};
	size_t items = pipeline_items(threads);
	struct bag_item *item = memory_zeroed(items, sizeof *item, fault);
	struct pipeline pipeline = {.threads = threads, .context = &bagging, .items = item,
		.count = items, .item_size = sizeof *item, .read = read_item,
		.work = work_item, .write = write_item};
	int failed = -1;

	documents_threads(documents, threads);
	if (item && parallel_for(threads, 2, prepare, &bagging, fault) == 0)
		failed = pipeline_run(&pipeline, fault);
	if (!failed)
		add_totals(&bagging, (size_t)threads, totals);
	release_items(item, items);
	idset_release(&bagging.names);
	release(&bagging, (size_t)threads);
	return failed;
}
