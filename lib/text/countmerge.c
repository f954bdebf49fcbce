/* countmerge.c - a heap of sorted sources, by their next terms. */
#include "text/countmerge.h"

#include "base/memory.h"

#include <stdlib.h>

struct countsource {
	struct termcount count; /* its next term */
	uint64_t key;           /* the first 8 bytes of it, big-endian */
	int (*next)(struct countsource *source, struct fault *fault); /* as readers do */
	/* the one of the five that next reads: */
	const struct termtable *table;
	const struct termplace *place, *place_end;
	const struct vocabulary *vocabulary;
	size_t column, column_end;
	const struct paircount *counted, *counted_end;
	const struct wordslot *word, *word_end;
	struct wordkey bytes;
	struct runreader reader;
};

int countmerge_init(struct countmerge *merge, size_t room, struct fault *fault)
{
	*merge = (struct countmerge){0};
	merge->source = memory_zeroed(room, sizeof *merge->source, fault);
	merge->heap = memory_zeroed(room, sizeof *merge->heap, fault);
	return merge->source && merge->heap ? 0 : -1;
}

void countmerge_release(struct countmerge *merge)
{
	size_t i;

	for (i = 0; i < merge->sources; i++)
		spill_reader_release(&merge->source[i].reader);
	free(merge->source);
	free(merge->heap);
	*merge = (struct countmerge){0};
}

uint64_t countmerge_key(const char *term, size_t length)
{
	uint64_t key = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		key = key << 8 | (i < length ? (unsigned char)term[i] : 0);
	return key;
}

static int next_of_run(struct countsource *source, struct fault *fault)
{
	int got = spill_reader_next(&source->reader, &source->count, fault);

	if (got == 1)
		source->key = countmerge_key(source->count.term, source->count.length);
	return got;
}

static int next_of_vocabulary(struct countsource *source, struct fault *fault)
{
	const struct vocabulary *vocabulary = source->vocabulary;
	size_t column = source->column;

	(void)fault;
	if (column == source->column_end)
		return 0;
	source->count = (struct termcount){vocabulary_term(vocabulary, column),
		vocabulary_length(vocabulary, column), vocabulary->df[column],
		vocabulary->cf[column]};
	source->key = countmerge_key(source->count.term, source->count.length);
	source->column++;
	return 1;
}

static int next_of_table(struct countsource *source, struct fault *fault)
{
	const struct termrecord *record;

	(void)fault;
	if (source->place == source->place_end)
		return 0;
	/* records lie in the order of the text, not of the terms */
	if (source->place_end - source->place > 8)
		__builtin_prefetch(termtable_record(source->table, source->place[8].record));
	record = termtable_record(source->table, source->place->record);
	source->key = source->place->key;
	source->count = (struct termcount){record->term, record->length, record->df, record->cf};
	source->place++;
	return 1;
}

static int next_of_pairs(struct countsource *source, struct fault *fault)
{
	const struct paircount *counted = source->counted;

	(void)fault;
	if (counted == source->counted_end)
		return 0;
	source->key = pairterm_key(counted->pair);
	source->bytes = wordkey_swap((struct wordkey){source->key, 0});
	source->count = (struct termcount){(const char *)&source->bytes, PAIRTERM_BYTES,
		counted->df, counted->cf};
	source->counted++;
	return 1;
}

static int next_of_words(struct countsource *source, struct fault *fault)
{
	const struct wordslot *word = source->word;

	(void)fault;
	if (word == source->word_end)
		return 0;
	source->key = word->key.lo;
	source->bytes = wordkey_swap(word->key);
	source->count = (struct termcount){(const char *)&source->bytes,
		wordkey_length(source->bytes), word->df, word->cf};
	source->word++;
	return 1;
}

static int compare(const struct countsource *a, const struct countsource *b)
{
	size_t least = a->count.length < b->count.length ? a->count.length : b->count.length;
	int order;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	order = memcmp(a->count.term, b->count.term, least);
	if (order)
		return order;
	return (a->count.length > b->count.length) - (a->count.length < b->count.length);
}

/* Moves the source at i down to its place. */
static void sift(struct countmerge *merge, size_t i)
{
	struct countsource *moved = merge->heap[i];
	size_t child;

	while ((child = 2 * i + 1) < merge->live) {
		if (child + 1 < merge->live
			&& compare(merge->heap[child + 1], merge->heap[child]) < 0)
			child++;
		if (compare(moved, merge->heap[child]) <= 0)
			break;
		merge->heap[i] = merge->heap[child];
		i = child;
	}
	merge->heap[i] = moved;
}

static int add(struct countmerge *merge, struct countsource *source, struct fault *fault)
{
	size_t i;
	int got = source->next(source, fault);

	merge->sources++;
	if (got != 1)
		return got;
	merge->heap[merge->live++] = source;
	for (i = merge->live / 2; i-- > 0;)
		sift(merge, i);
	return 0;
}

int countmerge_add_table(struct countmerge *merge, const struct termtable *table,
	const struct termplace *place, size_t first, size_t end, struct fault *fault)
{
	struct countsource *source = &merge->source[merge->sources];

	*source = (struct countsource){.next = next_of_table, .table = table,
		.place = place + first, .place_end = place + end};
	return add(merge, source, fault);
}

int countmerge_add_vocabulary(struct countmerge *merge, const struct vocabulary *vocabulary,
	size_t first, size_t end, struct fault *fault)
{
	struct countsource *source = &merge->source[merge->sources];

	*source = (struct countsource){.next = next_of_vocabulary, .vocabulary = vocabulary,
		.column = first, .column_end = end};
	return add(merge, source, fault);
}

int countmerge_add_words(struct countmerge *merge, const struct wordtable *table,
	size_t first, size_t end, struct fault *fault)
{
	struct countsource *source = &merge->source[merge->sources];

	*source = (struct countsource){.next = next_of_words, .word = table->slot + first,
		.word_end = table->slot + end};
	return add(merge, source, fault);
}

int countmerge_add_pairs(struct countmerge *merge, const struct paircount *first,
	const struct paircount *end, struct fault *fault)
{
	struct countsource *source = &merge->source[merge->sources];

	*source = (struct countsource){.next = next_of_pairs, .counted = first,
		.counted_end = end};
	return add(merge, source, fault);
}

int countmerge_add_run(struct countmerge *merge, const struct spill *spill, struct spill_run run,
	size_t room, struct fault *fault)
{
	struct countsource *source = &merge->source[merge->sources];

	*source = (struct countsource){.next = next_of_run};
	spill_reader_begin(&source->reader, spill, run, room);
	return add(merge, source, fault);
}

/* Moves the source at i of the heap to its next term, or removes it. */
static int advance(struct countmerge *merge, size_t i, struct fault *fault)
{
	int got = merge->heap[i]->next(merge->heap[i], fault);

	if (got < 0)
		return -1;
	if (got == 0)
		merge->heap[i] = merge->heap[--merge->live];
	if (i < merge->live)
		sift(merge, i);
	return 0;
}

/* Sources whose term is the first one's lie right below it; it lends that to the caller
 * until the next call. */
int countmerge_next(struct countmerge *merge, struct termcount *count, struct fault *fault)
{
	size_t i;

	if (merge->lent && advance(merge, 0, fault))
		return -1;
	merge->lent = merge->live > 0;
	if (!merge->lent)
		return 0;
	*count = merge->heap[0]->count;
	for (i = 1; i <= 2; i++)
		while (i < merge->live && compare(merge->heap[i], merge->heap[0]) == 0) {
			count->df += merge->heap[i]->count.df;
			count->cf += merge->heap[i]->count.cf;
			if (advance(merge, i, fault))
				return -1;
		}
	return 1;
}
