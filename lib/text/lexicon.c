/* lexicon.c - stop words and stems, once a distinct word. */
#include "text/lexicon.h"

#include "text/wordstem.h"

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
	const struct numbering *numbering, uint32_t *number, struct fault *fault)
{
	_Alignas(8) char stemmed[WORDSTEM_ROOM];

	*number = LEXICON_NONE;
	length = wordstem(lexicon->stemmer, lexicon->stop, word, length, stemmed);
	if (length == 0)
		return 0;
	if (numbering->number(numbering->context, stemmed, length, number, fault))
		return -1;
	++*number;
	return 0;
}

static int find_short(struct lexicon *lexicon, const struct tokens *tokens, size_t i,
	struct wordslot *slot, const struct numbering *numbering, uint32_t *number,
	struct fault *fault)
{
	if (slot->df == 0 && resolve(lexicon, tokens_bytes(tokens, i), tokens_length(tokens, i),
			numbering, &slot->df, fault))
		return -1;
	*number = slot->df;
	return 0;
}

static int find_long(struct lexicon *lexicon, const struct tokens *tokens, size_t i,
	const struct numbering *numbering, uint32_t *number, struct fault *fault)
{
	const char *term = tokens_bytes(tokens, i);
	const size_t length = tokens_length(tokens, i);
	struct termrecord *record = termtable_find(&lexicon->terms, term, length,
		termtable_hash(term, length));

	if (record->df == 0) {
		if (resolve(lexicon, term, length, numbering, number, fault))
			return -1;
		record->df = *number;
	}
	*number = (uint32_t)record->df;
	return 0;
}

int lexicon_find(struct lexicon *lexicon, const struct tokens *tokens,
	const struct numbering *numbering, uint32_t *number, struct fault *fault)
{
	struct wordslot *home[TOKEN_BATCH];
	size_t i;

	if (wordtable_reserve(&lexicon->words, tokens->count, fault)
		|| termtable_reserve(&lexicon->terms, tokens->count, tokens->used, fault))
		return -1;
	wordtable_homes(&lexicon->words, tokens->key, tokens->count, home);
	for (i = 0; i < tokens->count; i++) {
		struct wordslot *slot = wordtable_find_next(&lexicon->words, &tokens->key[i],
			home[i]);

		if (slot ? find_short(lexicon, tokens, i, slot, numbering, &number[i], fault)
			 : find_long(lexicon, tokens, i, numbering, &number[i], fault))
			return -1;
		number[i] -= number[i] != LEXICON_NONE;
	}
	return 0;
}
