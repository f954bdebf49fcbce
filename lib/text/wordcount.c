/* wordcount.c - documents to counts of terms, a table a thread. */
#include "text/wordcount.h"

#include "base/memory.h"
#include "base/pipeline.h"
#include "text/crew.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stdlib.h>

struct count_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	struct termtable *table;
	struct shortbatch batch;
	uint32_t document; /* the open one, 0: its short terms are not shared */
	uint64_t count; /* tokens */
};

struct counting {
	struct documents *documents;
	struct counts *counts;
	struct count_worker *worker; /* size threads */
	struct crew crew;
	uint64_t ngrams;
};

/* Counts n tokens of the batch, token[which[i]] with hash[i], in the thread's table. */
static void count_own(struct count_worker *worker, const uint32_t *hash, const uint16_t *which,
	size_t n)
{
	const struct tokens *tokens = &worker->tokens;
	struct termtable *table = worker->table;
	const uint32_t document = table->document;
	size_t i;

	for (i = 0; i < n; i++)
		termtable_prefetch_record(table, hash[i]);
	for (i = 0; i < n; i++) {
		const struct token *token = &tokens->token[which[i]];
		struct termrecord *record = termtable_find(table, tokens->text + token->at,
			token->length, hash[i]);

		record->cf++;
		record->df += record->last != document;
		record->last = document;
	}
}

static int count_batch(struct count_worker *worker, struct fault *fault)
{
	const struct tokens *tokens = &worker->tokens;
	const size_t shared = worker->document ? SHORTTERM_BYTES : 0;
	uint32_t hash[TOKEN_BATCH];
	uint16_t which[TOKEN_BATCH];
	size_t i, n = 0;

	if (termtable_reserve(worker->table, tokens->count, tokens->used, fault))
		return -1;
	for (i = 0; i < tokens->count; i++) {
		const char *term = tokens->text + tokens->token[i].at;

		if (tokens->token[i].length <= shared) {
			shortbatch_add(&worker->batch, shortterm_key(term), worker->document);
			continue;
		}
		hash[n] = termtable_hash(term, tokens->token[i].length);
		termtable_prefetch_slot(worker->table, hash[n]);
		which[n++] = (uint16_t)i;
	}
	count_own(worker, hash, which, n);
	worker->count += tokens->count;
	return 0;
}

/* Short terms of a document are shared where all of them fit into a batch:
 * there is no more than one token a byte, and its n-grams. */
static int begin_document(const struct counting *counting, struct count_worker *worker,
	const struct document *document, uint64_t number, struct fault *fault)
{
	uint64_t most = document->text_length * counting->ngrams;

	worker->table->document++;
	worker->document = 0;
	if (!counting->counts->shares || most > SHORTBATCH_ROOM || number >= UINT32_MAX)
		return 0;
	worker->document = (uint32_t)number + 1;
	if (most <= SHORTBATCH_ROOM - worker->batch.count)
		return 0;
	return counts_pour(counting->counts, &worker->batch, fault);
}

static int count_chunk(struct counting *counting, struct count_worker *worker,
	const struct chunk *chunk, struct fault *fault)
{
	size_t i;

	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];

		if (begin_document(counting, worker, document, chunk->first + i, fault))
			return -1;
		tokens_start(&worker->tokens, chunk->text.data + document->text,
			document->text_length);
		while (tokens_next(&worker->tokens))
			if (count_batch(worker, fault))
				return -1;
		if (counts_check(counting->counts, worker->table, fault))
			return -1;
	}
	return 0;
}

static int read_chunk(void *context, void *item, struct fault *fault)
{
	struct counting *counting = context;

	return documents_next(counting->documents, item, fault);
}

static int work_chunk(void *context, void *item, struct fault *fault)
{
	struct counting *counting = context;
	struct count_worker *worker = crew_take(&counting->crew);
	int failed = count_chunk(counting, worker, item, fault);

	crew_give(&counting->crew, worker);
	return failed;
}

static int init(struct counting *counting, const struct tokenrule *rule,
	const struct stopset *stop, size_t threads, struct fault *fault)
{
	size_t i;

	counting->worker = memory_apart(threads, sizeof *counting->worker, fault);
	if (!counting->worker
		|| crew_init(&counting->crew, counting->worker, threads,
			sizeof *counting->worker, fault))
		return -1;
	for (i = 0; i < threads; i++) {
		counting->worker[i].table = &counting->counts->table[i];
		if (tokens_init(&counting->worker[i].tokens, rule, stop, fault)
			|| (counting->counts->shares
				&& shortterms_batch_init(&counting->worker[i].batch, i, threads, fault)))
			return -1;
	}
	return 0;
}

static void add_totals(const struct counting *counting, size_t threads,
	struct texttotals *totals)
{
	size_t i;

	*totals = (struct texttotals){.documents = documents_count(counting->documents)};
	for (i = 0; i < threads; i++) {
		totals->tokens += counting->worker[i].count;
		totals->invalid += counting->worker[i].tokens.invalid;
		totals->stopped += counting->worker[i].tokens.stopped;
		totals->cjk += counting->worker[i].tokens.cjk;
	}
}

int wordcount(struct documents *documents, const struct tokenrule *rule,
	const struct stopset *stop, int threads, struct counts *counts,
	struct texttotals *totals, struct fault *fault)
{
	struct counting counting = {.documents = documents, .counts = counts,
		.ngrams = rule->ngrams};
	size_t items = pipeline_items(threads), i;
	struct chunk *chunk = memory_zeroed(items, sizeof *chunk, fault);
	struct pipeline pipeline = {.threads = threads, .context = &counting, .items = chunk,
		.count = items, .item_size = sizeof *chunk, .read = read_chunk,
		.work = work_chunk};
	int failed = -1;

	if (chunk && init(&counting, rule, stop, (size_t)threads, fault) == 0)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; !failed && counts->shares && i < (size_t)threads; i++)
		failed = counts_pour(counts, &counting.worker[i].batch, fault);
	if (!failed)
		add_totals(&counting, (size_t)threads, totals);
	for (i = 0; chunk && i < items; i++)
		documents_chunk_release(&chunk[i]);
	free(chunk);
	for (i = 0; counting.worker && i < (size_t)threads; i++) {
		tokens_release(&counting.worker[i].tokens);
		shortterms_batch_release(&counting.worker[i].batch);
	}
	free(counting.worker);
	crew_release(&counting.crew);
	return failed ? -1 : counts_finish(counts, threads, fault);
}
