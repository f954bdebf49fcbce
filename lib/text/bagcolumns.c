/* bagcolumns.c - from terms to columns. */
#include "text/bagcolumns.h"

#include <string.h>

static uint32_t find_long(const struct bagcolumns *columns, const char *term, size_t length)
{
	const struct termrecord *record = termtable_get(&columns->terms, term, length,
		termtable_hash(term, length));

	return record ? (uint32_t)record->df : BAG_UNKNOWN;
}

static inline uint32_t find_short(struct wordkey key, struct wordslot *home)
{
	const struct wordslot *slot = wordtable_get(key, home);

	return slot ? slot->df : BAG_UNKNOWN;
}

void bagcolumns_find(const struct bagcolumns *columns, const struct tokens *tokens,
	uint32_t *column)
{
	struct wordslot *home[TOKEN_BATCH];
	size_t i;

	wordtable_homes(&columns->words, tokens->key, tokens->count, home);
	for (i = 0; i < tokens->count; i++)
		column[i] = tokens_long(tokens, i)
			? find_long(columns, tokens_bytes(tokens, i), tokens_length(tokens, i))
			: find_short(tokens->key[i], home[i]);
}

int bagcolumns_stem(void *context, const char *stem, size_t length, uint32_t *number,
	struct fault *fault)
{
	const struct bagcolumns *columns = context;
	struct wordkey key;

	(void)fault;
	if (length > WORD_BYTES) {
		*number = find_long(columns, stem, length);
		return 0;
	}
	key = wordkey_of(stem, length);
	*number = find_short(key, wordtable_home(&columns->words, key));
	return 0;
}

/* How often a term occurs decides how fast it is found. */
static int put_term(struct bagcolumns *columns, const char *term, size_t length,
	uint32_t column, uint64_t often, struct fault *fault)
{
	_Alignas(8) char padded[TERM_BYTES_MOST + 9];
	struct wordslot *slot;
	struct wordkey key;

	if (length <= WORD_BYTES) {
		key = wordkey_of(term, length);
		if (wordtable_reserve(&columns->words, 1, fault))
			return -1;
		slot = wordtable_find(&columns->words, key, wordtable_home(&columns->words, key));
		slot->df = column;
		slot->cf = often;
		return 0;
	}
	memcpy(padded, term, length);
	memset(padded + length, 0, 8);
	if (termtable_reserve(&columns->terms, 1, length + 8, fault))
		return -1;
	termtable_find(&columns->terms, padded, length,
		termtable_hash(padded, length))->df = column;
	return 0;
}

/* A word's number: its column, or one of those behind the columns. */
static int number_part(struct bagcolumns *columns, const char *term, size_t length,
	uint32_t *number, struct fault *fault)
{
	_Alignas(8) char padded[TERM_BYTES_MOST + 9];
	struct wordkey key;
	uint32_t found;

	memcpy(padded, term, length);
	memset(padded + length, 0, 8);
	if (length <= WORD_BYTES) {
		key = wordkey_of(term, length);
		found = find_short(key, wordtable_home(&columns->words, key));
	} else {
		found = find_long(columns, padded, length);
	}
	if (found == BAG_UNKNOWN) {
		if (columns->next >= PHRASE_NONE - 1)
			return fault_set(fault, FAULT_DATA, "too many words in phrases");
		found = columns->next++;
		if (put_term(columns, term, length, found, 0, fault))
			return -1;
	}
	*number = found;
	return 0;
}

static int put_phrase(struct bagcolumns *columns, const char *term, size_t column,
	struct fault *fault)
{
	uint32_t word[NGRAM_WORDS];
	size_t count = 0, length;
	const char *at;

	for (at = term;; at += length + 1) {
		length = strcspn(at, "_");
		if (count == NGRAM_WORDS || length == 0)
			return fault_set(fault, FAULT_DATA,
				"the vocabulary's term '%.80s' is no phrase of %d words at most", term,
				NGRAM_WORDS);
		if (number_part(columns, at, length, &word[count++], fault))
			return -1;
		if (!at[length])
			break;
	}
	return phrasematch_add(&columns->phrases, word, count, (uint32_t)column, fault);
}

/* Words must have their numbers before. */
static int init_phrases(struct bagcolumns *columns, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	size_t column;

	if (phrasematch_init(&columns->phrases, fault))
		return -1;
	columns->next = (uint32_t)vocabulary->size;
	for (column = 0; column < vocabulary->size; column++) {
		const char *term = vocabulary_term(vocabulary, column);

		if (strchr(term, '_') && put_phrase(columns, term, column, fault))
			return -1;
	}
	return 0;
}

int bagcolumns_init(struct bagcolumns *columns, const struct vocabulary *vocabulary,
	const struct stopset *stop, bool phrases, struct fault *fault)
{
	const char *word;
	size_t column, at = 0, length;

	columns->has_phrases = phrases;
	columns->size = vocabulary->size;
	if (wordtable_init(&columns->words, fault) || termtable_init(&columns->terms, fault)
		|| wordtable_reserve(&columns->words, vocabulary->size, fault))
		return -1;
	for (column = 0; column < vocabulary->size; column++)
		if (!(columns->has_phrases && strchr(vocabulary_term(vocabulary, column), '_'))
			&& put_term(columns, vocabulary_term(vocabulary, column),
				vocabulary_length(vocabulary, column), (uint32_t)column,
				vocabulary->cf[column], fault))
			return -1;
	if (columns->has_phrases && init_phrases(columns, vocabulary, fault))
		return -1;
	while (stop && (word = stopset_next(stop, &at, &length)) != NULL)
		if (put_term(columns, word, length, BAG_STOPPED, UINT64_MAX, fault))
			return -1;
	return 0;
}

void bagcolumns_release(struct bagcolumns *columns)
{
	wordtable_release(&columns->words);
	termtable_release(&columns->terms);
	phrasematch_release(&columns->phrases);
}
