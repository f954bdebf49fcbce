/* coherencetext.c - from texts, or a corpus, to counts of windows. */
#include "topic/coherencetext.h"

#include "base/memory.h"
#include "base/pipeline.h"
#include "stream/relay.h"
#include "text/bagcolumns.h"
#include "text/phrasematch.h"
#include "text/tokens.h"

#include <stdlib.h>

/* A thread's space and sums. */
struct coherence_worker {
	_Alignas(MEMORY_APART) struct tokens tokens;
	bool tokens_ready;
	struct coherence_text text;
	struct phraserow row;
	struct coherence_counts counts;
};

/* The phrases of a vocabulary, and its columns' numbers in the topics' words. */
struct coherence_phrases {
	bool used;
	struct bagcolumns columns;
	struct coherence_columns known;
};

struct coherence_counting {
	struct documents *documents;
	const struct coherence_topics *topics;
	size_t window;
	bool as_gensim;
	struct coherence_phrases phrases;
	struct coherence_worker *worker; /* size threads */
};

static int read_chunk(void *context, void *item, struct fault *fault)
{
	struct coherence_counting *counting = context;

	return documents_next(counting->documents, item, fault);
}

static void put_column(const struct coherence_phrases *phrases, struct coherence_text *text,
	uint64_t column)
{
	text->word[text->count++] = column < phrases->columns.size
		? phrases->known.word[column] : TERM_UNKNOWN;
}

static void put_phrases(const struct coherence_phrases *phrases, const struct tokens *tokens,
	struct phraserow *row, struct coherence_text *text)
{
	uint32_t column[TOKEN_BATCH];
	uint64_t number;
	size_t i;

	bagcolumns_find(&phrases->columns, tokens, column);
	for (i = 0; i < tokens->count; i++)
		if (phrasematch_push(&phrases->columns.phrases, row, column[i], &number))
			put_column(phrases, text, number);
}

static void put_words(const struct coherence_topics *topics, const struct tokens *tokens,
	struct coherence_text *text)
{
	size_t i;

	for (i = 0; i < tokens->count; i++) {
		const char *token = tokens_bytes(tokens, i);
		size_t length = tokens_length(tokens, i);

		text->word[text->count++] = termindex_find(&topics->index, token, length,
			termindex_hash(token, length));
	}
}

/* The document's tokens, by their numbers. */
static int take_tokens(const struct coherence_counting *counting, struct coherence_worker *worker,
	struct fault *fault)
{
	const struct coherence_phrases *phrases = &counting->phrases;
	struct tokens *tokens = &worker->tokens;
	struct coherence_text *text = &worker->text;

	text->count = 0;
	while (tokens_next(tokens)) {
		if (memory_grow(&text->word, &text->room, text->count + tokens->count
				+ NGRAM_WORDS, fault))
			return -1;
		if (phrases->used)
			put_phrases(phrases, tokens, &worker->row, text);
		else
			put_words(counting->topics, tokens, text);
	}
	while (worker->row.count)
		put_column(phrases, text, phrasematch_take(&phrases->columns.phrases, &worker->row));
	return tokens_check(tokens, fault);
}

static int work_chunk(void *context, void *item, int thread, struct fault *fault)
{
	const struct coherence_counting *counting = context;
	struct coherence_worker *worker = &counting->worker[thread];
	const struct chunk *chunk = item;
	size_t i;

	for (i = 0; i < chunk->count; i++) {
		const struct document *document = &chunk->document[i];

		tokens_start(&worker->tokens, chunk->text.data + document->text,
			document->text_length);
		if (take_tokens(counting, worker, fault)
			|| coherence_count_text(&worker->counts, &worker->text, counting->window,
				counting->as_gensim, fault))
			return -1;
	}
	return 0;
}

/* Phrases are found among the words, so that tokens are no n-grams of them. */
static int init_phrases(struct coherence_phrases *phrases, struct coherence_counts *counts,
	const struct vocabulary *vocabulary, struct tokenrule *rule, struct fault *fault)
{
	if (!*rule->phrases || !vocabulary->size)
		return 0;
	phrases->used = true;
	rule->ngrams = 1;
	return bagcolumns_init(&phrases->columns, vocabulary, NULL, true, fault)
		|| coherence_text_columns_init(&phrases->known, counts, vocabulary, fault) ? -1 : 0;
}

int coherence_text_documents(struct coherence_counts *counts, struct documents *documents,
	const struct tokenrule *rule, const struct stopset *stop,
	const struct vocabulary *vocabulary, size_t window, bool as_gensim, int threads,
	struct fault *fault)
{
	struct tokenrule words = *rule;
	struct coherence_counting counting = {.documents = documents, .topics = counts->topics,
		.window = window, .as_gensim = as_gensim,
		.worker = memory_apart((size_t)threads, sizeof *counting.worker, fault)};
	struct coherence_worker *worker = counting.worker, *end = worker + threads;
	size_t items = pipeline_items(threads), i;
	struct chunk *chunk = memory_zeroed(items, sizeof *chunk, fault);
	struct pipeline pipeline = {.threads = threads, .context = &counting, .items = chunk,
		.count = items, .item_size = sizeof *chunk, .read = read_chunk,
		.work = work_chunk};
	int failed = counting.worker && chunk
		? init_phrases(&counting.phrases, counts, vocabulary, &words, fault) : -1;

	documents_threads(documents, threads);
	for (; !failed && worker < end; worker++) {
		failed = tokens_init(&worker->tokens, &words, stop, fault);
		worker->tokens_ready = true;
		if (!failed)
			failed = coherence_counts_init(&worker->counts, counts->topics, fault);
	}
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (worker = counting.worker; worker && worker < end; worker++) {
		if (!failed)
			coherence_counts_add(counts, &worker->counts);
		if (worker->tokens_ready)
			tokens_release(&worker->tokens);
		coherence_counts_release(&worker->counts);
		free(worker->text.word);
	}
	free(counting.worker);
	bagcolumns_release(&counting.phrases.columns);
	coherence_text_columns_release(&counting.phrases.known);
	for (i = 0; chunk && i < items; i++)
		documents_chunk_release(&chunk[i]);
	free(chunk);
	return failed;
}

void coherence_text_columns_release(struct coherence_columns *columns)
{
	free(columns->word);
	free(columns->present);
	*columns = (struct coherence_columns){0};
}

int coherence_text_columns_init(struct coherence_columns *columns, struct coherence_counts *counts,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	const struct coherence_topics *topics = counts->topics;
	size_t column;

	*columns = (struct coherence_columns){.counts = counts};
	if (!(columns->word = memory_zeroed(vocabulary->size, sizeof(uint32_t), fault))
		|| !(columns->present = memory_zeroed(topics->words.size, sizeof(uint32_t), fault)))
		return -1;
	for (column = 0; column < vocabulary->size; column++) {
		const char *term = vocabulary_term(vocabulary, column);
		size_t length = vocabulary_length(vocabulary, column);

		columns->word[column] = termindex_find(&topics->index, term, length,
			termindex_hash(term, length));
	}
	return 0;
}

int coherence_text_columns_rows(void *context, const struct rows *rows, struct fault *fault)
{
	struct coherence_columns *columns = context;
	size_t row, i;

	for (row = 0; row < rows->count; row++) {
		size_t n = 0;

		/* a document without words is evidence of nothing: no window */
		if (rows->start[row] == rows->start[row + 1])
			continue;
		for (i = rows->start[row]; i < rows->start[row + 1]; i++)
			if (columns->word[rows->column[i]] != TERM_UNKNOWN)
				columns->present[n++] = columns->word[rows->column[i]];
		if (coherence_count_set(columns->counts, columns->present, n, fault))
			return -1;
	}
	return 0;
}

int coherence_text_corpus(struct coherence_counts *counts, struct source *source,
	int threads, struct fault *fault)
{
	struct coherence_columns columns;
	int failed = coherence_text_columns_init(&columns, counts, &source->vocabulary, fault)
		|| relay_each(source, threads, coherence_text_columns_rows, &columns, fault);

	coherence_text_columns_release(&columns);
	return failed ? -1 : 0;
}
