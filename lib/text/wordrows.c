/* wordrows.c - rows of provisional numbers, and where they are kept. */
#include "text/wordrows.h"

#include "base/memory.h"
#include "base/varint.h"

#include <stdlib.h>
#include <string.h>

void wordrows_store_init(struct wordstore *store)
{
	*store = (struct wordstore){0};
	(void)pthread_mutex_init(&store->lock, NULL);
}

void wordrows_store_release(struct wordstore *store)
{
	size_t i;

	for (i = 0; i < store->sources; i++) {
		free(store->source[i]->column);
		free(store->source[i]);
	}
	free(store->source);
	free(store->chunk);
	tempfile_release(&store->file);
	(void)pthread_mutex_destroy(&store->lock);
	*store = (struct wordstore){0};
}

void wordrows_release(struct wordrows *rows)
{
	free(rows->entry);
	free(rows->pair);
	free(rows->stat);
	*rows = (struct wordrows){0};
}

size_t wordrows_bytes(const struct wordrows *rows)
{
	return rows->stat_room * sizeof *rows->stat + rows->room * sizeof *rows->entry
		+ rows->pair_room * sizeof *rows->pair;
}

int wordrows_begin(struct wordrows *rows, struct wordstore *store, struct counttable *table,
	struct fault *fault)
{
	struct wordsource *source = memory_zeroed(1, sizeof *source, fault);
	int failed;

	if (!source)
		return -1;
	source->table = table;
	(void)pthread_mutex_lock(&store->lock);
	failed = memory_grow(&store->source, &store->source_room, store->sources + 1, fault);
	if (!failed) {
		rows->source = store->sources;
		store->source[store->sources++] = source;
	}
	(void)pthread_mutex_unlock(&store->lock);
	if (failed)
		free(source);
	rows->numbers = 0;
	return failed;
}

int wordrows_reserve(struct wordrows *rows, size_t tokens, struct fault *fault)
{
	const size_t room = rows->stat_room;

	if (memory_grow(&rows->entry, &rows->room, rows->count + tokens, fault)
		|| memory_grow(&rows->stat, &rows->stat_room, rows->numbers + tokens, fault))
		return -1;
	if (rows->stat_room > room)
		memset(rows->stat + room, 0, (rows->stat_room - room) * sizeof *rows->stat);
	return 0;
}

int wordrows_reserve_pairs(struct wordrows *rows, size_t pairs, struct fault *fault)
{
	return memory_grow(&rows->pair, &rows->pair_room, rows->pairs + pairs, fault);
}

int wordrows_take_full(struct wordrows *rows, struct counttable *table, struct pairbatch *batch,
	struct fault *fault)
{
	size_t i;

	if (wordtable_reserve(&table->words, batch->fulls, fault)
		|| wordrows_reserve(rows, batch->fulls, fault))
		return -1;
	for (i = 0; i < batch->fulls; i++) {
		const struct paircount *full = &batch->full[i];
		const struct wordkey key = wordkey_swap((struct wordkey){pairterm_key(full->pair), 0});
		struct wordslot *slot = wordtable_find(&table->words, key,
			wordtable_home(&table->words, key));
		struct wordstat *stat;

		if (slot->last == 0) {
			slot->cf = UINT64_MAX - rows->numbers++;
			slot->last = UINT32_MAX; /* no document */
		}
		stat = &rows->stat[UINT64_MAX - slot->cf];
		stat->cf += full->cf;
		stat->df += full->df;
	}
	batch->fulls = 0;
	return 0;
}

/* One term behind the others; its two bits are returned. */
static inline unsigned put_entry(unsigned char **at, struct wordentry entry)
{
	const uint32_t count = entry.count > WORDROWS_COUNT ? WORDROWS_COUNT : entry.count - 1;
	const uint64_t word = (uint64_t)entry.number << 2 | count;
	const unsigned bits = (unsigned)(word > 0xff) + (word > 0xffff) + (word > 0xffffff);

	memcpy(*at, &word, sizeof word);
	*at += wordrows_sizes[bits];
	if (count == WORDROWS_COUNT)
		*at = varint_put(*at, entry.count);
	return bits;
}

static unsigned char *put_entries(struct wordrows *rows, unsigned char *at)
{
	size_t i, j;

	for (i = 0; i < rows->count; i += WORDROWS_GROUP) {
		unsigned char *sizes = at++;
		unsigned bits = 0;

		for (j = i; j < rows->count && j < i + WORDROWS_GROUP; j++) {
			const struct wordentry entry = rows->entry[j];

			rows->stat[entry.number].cf += entry.count;
			rows->stat[entry.number].df++;
			bits |= put_entry(&at, entry) << 2 * (j - i);
		}
		*sizes = (unsigned char)bits;
	}
	return at;
}

int wordrows_end(struct wordrows *rows, const char *name, size_t name_length, struct bytes *out,
	struct fault *fault)
{
	const size_t pairs = rows->pairs * sizeof *rows->pair;
	unsigned char *at;

	if (bytes_reserve(out, name_length + 3 * VARINT_LONG_MOST + sizeof(uint64_t) + pairs
			+ rows->count * 2 * VARINT_MOST + rows->count / WORDROWS_GROUP + 1, fault))
		return -1;
	at = varint_put((unsigned char *)out->data + out->size, name_length);
	memcpy(at, name, name_length);
	at = put_entries(rows, varint_put(at + name_length, rows->count));
	at = varint_put(at, rows->pairs);
	if (pairs)
		memcpy(at, rows->pair, pairs);
	out->size = (size_t)(at + pairs - (unsigned char *)out->data);
	rows->count = rows->pairs = 0;
	return 0;
}

int wordrows_put(struct wordstore *store, const struct bytes *encoded, size_t documents,
	size_t source, struct fault *fault)
{
	struct wordchunk chunk = {0, encoded->size, documents, source};
	int failed;

	(void)pthread_mutex_lock(&store->lock);
	failed = memory_grow(&store->chunk, &store->chunk_room, store->chunks + 1, fault)
		|| tempfile_take(&store->file, encoded->size, &chunk.offset, fault);
	if (!failed) {
		store->chunk[store->chunks++] = chunk;
		store->source[source]->chunks++;
	}
	(void)pthread_mutex_unlock(&store->lock);
	return failed || tempfile_write(&store->file, chunk.offset, encoded->data, encoded->size,
		fault) ? -1 : 0;
}

void wordrows_settle(const struct wordrows *rows, struct counttable *table)
{
	struct wordtable *words = &table->words;
	struct termrecord *record;
	size_t i, at = 0;

	for (i = 0; i < words->end; i++) {
		struct wordslot *slot = &words->slot[i];
		const uint32_t number = (uint32_t)(UINT64_MAX - slot->cf);

		if (!slot->key.lo)
			continue;
		slot->last = number;
		slot->df = (uint32_t)rows->stat[number].df;
		slot->cf = rows->stat[number].cf;
	}
	while ((record = termtable_each(&table->terms, &at)) != NULL) {
		record->last = (uint32_t)record->cf;
		record->df = rows->stat[record->last].df;
		record->cf = rows->stat[record->last].cf;
	}
}

int wordrows_spilled(struct wordrows *rows, struct wordstore *store, struct counttable *table,
	const struct spill_run run[2], struct fault *fault)
{
	struct wordsource *source;
	const size_t words = table->words.terms, count = words + table->terms.terms;
	uint32_t *order = memory_zeroed(count, sizeof *order, fault);
	size_t i;
	int failed;

	if (!order)
		return -1;
	for (i = 0; i < words; i++)
		order[i] = table->words.slot[i].last;
	for (; i < count; i++)
		order[i] = termtable_record(&table->terms, table->place[i - words].record)->last;
	(void)pthread_mutex_lock(&store->lock);
	source = store->source[rows->source];
	source->table = NULL;
	source->words = run[0];
	source->terms = run[1];
	source->numbers = rows->numbers;
	source->ordered = count;
	failed = tempfile_append(&store->file, order, count * sizeof *order, &source->order, fault);
	(void)pthread_mutex_unlock(&store->lock);
	free(order);
	memset(rows->stat, 0, rows->numbers * sizeof *rows->stat);
	return failed || wordrows_begin(rows, store, table, fault) ? -1 : 0;
}
