/* lexicon.c - stop words and stems, once a distinct word. */
#include "text/lexicon.h"

#include <string.h>

int lexicon_init(struct lexicon *lexicon, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault)
{
	*lexicon = (struct lexicon){.stop = stop};
	if (wordtable_init(&lexicon->words, fault) || termtable_init(&lexicon->terms, fault))
		return -1;
	lexicon->stemmer = stem_new(rule->stem, fault);
	return lexicon->stemmer ? 0 : -1;
}

void lexicon_release(struct lexicon *lexicon)
{
	wordtable_release(&lexicon->words);
	termtable_release(&lexicon->terms);
	stem_free(lexicon->stemmer);
	*lexicon = (struct lexicon){0};
}

void lexicon_clear(struct lexicon *lexicon)
{
	if (!lexicon->stemmer)
		return;
	wordtable_clear(&lexicon->words);
	termtable_clear(&lexicon->terms);
}

size_t lexicon_bytes(const struct lexicon *lexicon)
{
	if (!lexicon->stemmer)
		return 0;
	return wordtable_bytes(&lexicon->words) + termtable_bytes(&lexicon->terms);
}

/* The number + 1 of what becomes of a word. */
static int resolve(struct lexicon *lexicon, const char *word, size_t length,
	const struct numbering *numbering, uint64_t *number, struct fault *fault)
{
	_Alignas(8) char stemmed[TOKEN_WORD_BYTES + WORD_BYTES];
	uint32_t point = 0;

	*number = LEXICON_NONE;
	if (lexicon->stop && stopset_has(lexicon->stop, word, length))
		return 0;
	memcpy(stemmed, word, length);
	(void)unicode_decode((const unsigned char *)word, (const unsigned char *)word + length,
		&point);
	if (!unicode_is_cjk(point))
		length = stem(lexicon->stemmer, stemmed, length, TOKEN_WORD_BYTES);
	if (length == 0)
		return 0;
	memset(stemmed + length, 0, WORD_BYTES);
	if (numbering->number(numbering->context, stemmed, length, number, fault))
		return -1;
	++*number;
	return 0;
}

static uint64_t *find_word(struct lexicon *lexicon, const struct tokens *tokens, size_t i,
	uint32_t hash)
{
	const char *term = tokens_bytes(tokens, i);
	size_t length = tokens_length(tokens, i);

	if (!tokens_long(tokens, i))
		return &wordtable_find(&lexicon->words, tokens->key[i], hash)->cf;
	return &termtable_find(&lexicon->terms, term, length,
		termtable_hash(term, length))->cf;
}

int lexicon_find(struct lexicon *lexicon, const struct tokens *tokens,
	const struct numbering *numbering, uint64_t *number, struct fault *fault)
{
	uint32_t hash[TOKEN_BATCH];
	size_t i;

	if (wordtable_reserve(&lexicon->words, tokens->count, fault)
		|| termtable_reserve(&lexicon->terms, tokens->count, tokens->used, fault))
		return -1;
	for (i = 0; i < tokens->count; i++) {
		hash[i] = wordkey_hash(tokens->key[i]);
		wordtable_prefetch(&lexicon->words, hash[i]);
	}
	for (i = 0; i < tokens->count; i++) {
		uint64_t *known = find_word(lexicon, tokens, i, hash[i]);

		if (*known == 0 && resolve(lexicon, tokens_bytes(tokens, i),
				   tokens_length(tokens, i), numbering, known, fault))
			return -1;
		number[i] = *known == LEXICON_NONE ? LEXICON_NONE : *known - 1;
	}
	return 0;
}
