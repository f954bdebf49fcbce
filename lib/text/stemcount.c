/* stemcount.c - stems, counted in the table that their words are found in. */
#include "text/stemcount.h"

#include "base/memory.h"
#include "text/wordstem.h"

#include <stdlib.h>

enum { MORE = 4096 }; /* statistics that are made room for at once */

static int grow(struct stemcount *stems, struct fault *fault)
{
	const size_t room = stems->room + MORE;

	if (reserve_grow(&stems->memory, room * sizeof *stems->stat, fault))
		return -1;
	stems->stat = stems->memory.memory;
	stems->room = room;
	return 0;
}

/* Number 0 stands for no stem. */
static int begin(struct stemcount *stems, struct fault *fault)
{
	if (grow(stems, fault))
		return -1;
	stems->stat[0] = (struct stemstat){0, 0};
	stems->stems = 1;
	return 0;
}

int stemcount_init(struct stemcount *stems, const struct tokenrule *rule,
	const struct stopset *stop, struct counttable *table, struct fault *fault)
{
	*stems = (struct stemcount){.stop = stop, .table = table};
	if (termtable_init(&stems->longer, fault) || begin(stems, fault))
		return -1;
	stems->stemmer = stem_new(rule->stem, fault);
	return stems->stemmer ? 0 : -1;
}

void stemcount_release(struct stemcount *stems)
{
	termtable_release(&stems->longer);
	stem_free(stems->stemmer);
	reserve_release(&stems->memory);
	*stems = (struct stemcount){0};
}

size_t stemcount_bytes(const struct stemcount *stems)
{
	return stems->stemmer ? termtable_bytes(&stems->longer)
			+ stems->room * (sizeof *stems->stat + sizeof(uint64_t)) : 0;
}

/* The next number; one more than it must fit into a slot. */
static int number_next(struct stemcount *stems, uint32_t *number, struct fault *fault)
{
	if (stems->stems >= UINT32_MAX - 1)
		return fault_set(fault, FAULT_SYSTEM,
			"out of memory: a table of stems is full; give less --memory");
	if (stems->stems == stems->room && grow(stems, fault))
		return -1;
	stems->stat[stems->stems] = (struct stemstat){0, 0};
	*number = (uint32_t)stems->stems++;
	return 0;
}

/* The number of a stem of more than 16 bytes. */
static int number_long(struct stemcount *stems, const char *stem, size_t length,
	uint32_t *number, struct fault *fault)
{
	struct termtable *terms = &stems->table->terms;
	struct termrecord *record;

	if (termtable_reserve(terms, 1, length + 8, fault))
		return -1;
	record = termtable_find(terms, stem, length, termtable_hash(stem, length));
	if (record->last == 0 && number_next(stems, &record->last, fault))
		return -1;
	*number = record->last;
	return 0;
}

/* The number of a stem of at most 16 bytes; room for it is reserved. */
static int number_short(struct stemcount *stems, struct wordkey stem, struct wordslot *home,
	uint32_t *number, struct fault *fault)
{
	struct wordslot *slot = wordtable_find(&stems->table->words, stem, home);

	if (slot->last == 0 && number_next(stems, &slot->last, fault))
		return -1;
	*number = slot->last;
	return 0;
}

/* A new word whose stem has still to be looked up: it was asked for. */
struct newcomer {
	struct wordslot *word, *home;
	struct wordkey stem;
};

/* One batch's. */
struct newcomers {
	struct newcomer word[TOKEN_BATCH]; /* size words: each once */
	struct wordslot *slot[TOKEN_BATCH]; /* size tokens: of each token that is one */
	size_t token[TOKEN_BATCH];
	size_t words, tokens;
};

/* The df of a newcomer's slot. */
#define NEWCOMER UINT32_MAX

static int stem_short(struct stemcount *stems, struct wordslot *slot,
	struct newcomers *newcomers, struct fault *fault)
{
	_Alignas(8) char stem[WORDSTEM_ROOM];
	const struct wordkey key = slot->key;
	const size_t length = wordstem(stems->stemmer, stems->stop, (const char *)&key,
		wordkey_length(key), stem);
	struct newcomer *newcomer = &newcomers->word[newcomers->words];
	uint32_t number = 0;

	if (length == 0 || length > WORD_BYTES) {
		if (length && number_long(stems, stem, length, &number, fault))
			return -1;
		slot->df = number + 1;
		return 0;
	}
	newcomer->word = slot;
	newcomer->stem = wordkey_of(stem, length);
	newcomer->home = wordtable_home(&stems->table->words, newcomer->stem);
	__builtin_prefetch(newcomer->home, 1);
	newcomers->words++;
	slot->df = NEWCOMER;
	return 0;
}

static int find_long(struct stemcount *stems, const struct tokens *tokens, size_t i,
	uint32_t *number, struct fault *fault)
{
	const char *word = tokens_bytes(tokens, i);
	const size_t length = tokens_length(tokens, i);
	struct termrecord *record = termtable_find(&stems->longer, word, length,
		termtable_hash(word, length));
	_Alignas(8) char stem[WORDSTEM_ROOM];
	size_t size;

	if (record->df == 0) {
		*number = 0;
		size = wordstem(stems->stemmer, stems->stop, word, length, stem);
		if (size > WORD_BYTES && number_long(stems, stem, size, number, fault))
			return -1;
		if (size && size <= WORD_BYTES) {
			const struct wordkey key = wordkey_of(stem, size);

			if (number_short(stems, key, wordtable_home(&stems->table->words, key),
					number, fault))
				return -1;
		}
		record->df = (uint64_t)*number + 1;
	}
	record->cf++;
	*number = (uint32_t)(record->df - 1);
	return 0;
}

/* All stems of the batch's new words have been asked for. */
static int settle_newcomers(struct stemcount *stems, const struct newcomers *newcomers,
	uint32_t *number, struct fault *fault)
{
	uint32_t found;
	size_t i;

	for (i = 0; i < newcomers->words; i++) {
		const struct newcomer *newcomer = &newcomers->word[i];

		if (number_short(stems, newcomer->stem, newcomer->home, &found, fault))
			return -1;
		newcomer->word->df = found + 1;
	}
	for (i = 0; i < newcomers->tokens; i++)
		number[newcomers->token[i]] = newcomers->slot[i]->df - 1;
	return 0;
}

int stemcount_find(struct stemcount *stems, const struct tokens *tokens, uint32_t *number,
	struct fault *fault)
{
	struct wordtable *words = &stems->table->words;
	struct wordslot *home[TOKEN_BATCH];
	struct newcomers newcomers;
	size_t i;

	newcomers.words = newcomers.tokens = 0;
	/* a word, and its stem */
	if (wordtable_reserve(words, 2 * tokens->count, fault)
		|| termtable_reserve(&stems->longer, tokens->count, tokens->used, fault))
		return -1;
	wordtable_homes(words, tokens->key, tokens->count, home);
	for (i = 0; i < tokens->count; i++) {
		struct wordslot *slot = wordtable_find_next(words, &tokens->key[i], home[i]);

		if (!slot) {
			if (find_long(stems, tokens, i, &number[i], fault))
				return -1;
			continue;
		}
		slot->cf++;
		if (slot->df == 0 && stem_short(stems, slot, &newcomers, fault))
			return -1;
		if (slot->df == NEWCOMER) {
			newcomers.token[newcomers.tokens] = i;
			newcomers.slot[newcomers.tokens++] = slot;
			continue;
		}
		number[i] = slot->df - 1;
		__builtin_prefetch(&stems->stat[number[i]], 1);
	}
	return settle_newcomers(stems, &newcomers, number, fault);
}

int stemcount_add(struct stemcount *stems, const struct tokens *tokens, uint32_t document,
	struct fault *fault)
{
	uint32_t number[TOKEN_BATCH];
	size_t i;

	if (stemcount_find(stems, tokens, number, fault))
		return -1;
	for (i = 0; i < tokens->count; i++) {
		struct stemstat *stat = &stems->stat[number[i]];

		stat->df += stat->last != document;
		stat->last = document;
	}
	return 0;
}

/* What all words of each stem count together. */
static uint64_t *sum_words(const struct stemcount *stems, struct fault *fault)
{
	const struct wordtable *words = &stems->table->words;
	uint64_t *sum = memory_zeroed(stems->stems, sizeof *sum, fault);
	const struct termrecord *record;
	size_t i, at = 0;

	for (i = 0; sum && i < words->end; i++)
		if (words->slot[i].df)
			sum[words->slot[i].df - 1] += words->slot[i].cf;
	while (sum && (record = termtable_each(&stems->longer, &at)) != NULL)
		sum[record->df - 1] += record->cf;
	return sum;
}

/* Words that are no stems go. */
static void settle_words(struct stemcount *stems, const uint64_t *sum, bool rows)
{
	struct wordtable *words = &stems->table->words;
	size_t i, n = 0;

	for (i = 0; i < words->end; i++) {
		struct wordslot slot = words->slot[i];

		if (!slot.key.lo || slot.last == 0)
			continue;
		slot.df = stems->stat[slot.last].df;
		slot.cf = rows ? UINT64_MAX - slot.last : sum[slot.last];
		words->slot[n++] = slot;
	}
	words->terms = words->end = n;
}

int stemcount_settle(struct stemcount *stems, bool rows, uint64_t *none, struct fault *fault)
{
	uint64_t *sum = sum_words(stems, fault);
	struct termrecord *record;
	size_t at = 0;

	if (!sum)
		return -1;
	*none = sum[0];
	settle_words(stems, sum, rows);
	while ((record = termtable_each(&stems->table->terms, &at)) != NULL) {
		record->df = stems->stat[record->last].df;
		record->cf = rows ? record->last : sum[record->last];
	}
	free(sum);
	termtable_clear(&stems->longer);
	stems->stems = 1;
	stems->stat[0] = (struct stemstat){0, 0};
	return 0;
}
