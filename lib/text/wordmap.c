/* wordmap.c - merges the terms of a source with those of a vocabulary. */
#include "text/wordmap.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { READ_BYTES = 1 << 18 };

struct joining {
	const struct vocabulary *vocabulary;
	size_t next; /* column */
	uint32_t *column;
};

/* Terms come in order. */
static void put(struct joining *joining, const char *term, size_t length, uint32_t number)
{
	const struct vocabulary *vocabulary = joining->vocabulary;
	int order = -1;

	for (; joining->next < vocabulary->size; joining->next++) {
		const size_t other = vocabulary_length(vocabulary, joining->next);

		order = memcmp(vocabulary_term(vocabulary, joining->next), term,
			other < length ? other : length);
		if (order == 0)
			order = (other > length) - (other < length);
		if (order >= 0)
			break;
	}
	if (order == 0 && joining->next < vocabulary->size)
		joining->column[number] = (uint32_t)joining->next;
}

static void join_table(struct joining *joining, const struct counttable *table)
{
	size_t i;

	for (i = 0; i < table->words.terms; i++) {
		const struct wordkey key = wordkey_swap(table->words.slot[i].key);

		put(joining, (const char *)&key, wordkey_length(key), table->words.slot[i].last);
	}
	joining->next = 0;
	for (i = 0; i < table->terms.terms; i++) {
		const struct termrecord *record = termtable_record(&table->terms,
			table->place[i].record);

		put(joining, record->term, record->length, record->last);
	}
}

/* The numbers of a run follow each other from *order on. */
static int join_run(struct joining *joining, const struct spill *spill, struct spill_run run,
	const uint32_t **order, struct fault *fault)
{
	struct runreader reader;
	struct termcount count;
	int got;

	joining->next = 0;
	spill_reader_begin(&reader, spill, run, READ_BYTES);
	while ((got = spill_reader_next(&reader, &count, fault)) == 1)
		put(joining, count.term, count.length, *(*order)++);
	spill_reader_release(&reader);
	return got;
}

int wordmap_make(struct wordsource *source, const struct wordstore *store,
	const struct spill *spill, const struct vocabulary *vocabulary, struct fault *fault)
{
	struct joining joining = {.vocabulary = vocabulary,
		.column = memory_zeroed(source->numbers, sizeof *source->column, fault)};
	uint32_t *order = NULL;
	const uint32_t *at;
	int failed;

	source->column = joining.column;
	if (!joining.column)
		return -1;
	memset(joining.column, 0xff, source->numbers * sizeof *joining.column);
	if (source->table) {
		join_table(&joining, source->table);
		return 0;
	}
	at = order = memory_zeroed(source->ordered, sizeof *order, fault);
	failed = !order
		|| tempfile_read(&store->file, source->order, order,
			source->ordered * sizeof *order, fault)
		|| join_run(&joining, spill, source->words, &at, fault)
		|| join_run(&joining, spill, source->terms, &at, fault);
	free(order);
	return failed ? -1 : 0;
}

void wordmap_between(const struct vocabulary *from, const struct vocabulary *to,
	uint32_t *column)
{
	struct joining joining = {.vocabulary = to, .column = column};
	size_t i;

	memset(column, 0xff, from->size * sizeof *column);
	for (i = 0; i < from->size; i++)
		put(&joining, vocabulary_term(from, i), vocabulary_length(from, i), (uint32_t)i);
}
