/* phrasematch - finds the phrases of a vocabulary in a row of words, the longest at each
 * place, from left to right; a word of a phrase that was found is in no other.
 *
 * Words and phrases are numbers: columns of the vocabulary, and from there on words that
 * phrases alone have. */
#ifndef TEXT_PHRASEMATCH_H
#define TEXT_PHRASEMATCH_H

#include "base/fault.h"
#include "base/hashindex.h"
#include "text/ngrams.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PHRASE_NONE UINT32_MAX

/* Words that follow each other at the beginning of phrases, as a tree. */
struct phrase_node {
	uint32_t before, word; /* the node of the words before, and the last one */
	uint32_t column;       /* of the phrase that ends here, or PHRASE_NONE */
};

struct phrasematch {
	struct phrase_node *node; /* size nodes; the first is none */
	size_t nodes, node_room;
	struct hashindex index;   /* of nodes, by before and word */
	uint32_t *first;          /* size words: the node of a phrase's first word, 0: none begins so */
	size_t words;
};

int phrasematch_init(struct phrasematch *match, struct fault *fault) MUST_USE;
void phrasematch_release(struct phrasematch *match); /* idempotent; accepts zeroed */

/* A phrase of 2 to NGRAM_WORDS words. */
int phrasematch_add(struct phrasematch *match, const uint32_t *word, size_t count,
	uint32_t column, struct fault *fault) MUST_USE;

/* The words of a document that are not yet told apart.  Zeroed: none. */
struct phraserow {
	uint64_t word[NGRAM_WORDS];
	size_t count;
};

static inline bool phrasematch_begins(const struct phrasematch *match, uint64_t word)
{
	return word < match->words && match->first[word] != 0;
}

/* Takes the longest phrase, or the word, that the row begins with, which is not empty: its
 * number. */
uint64_t phrasematch_take(const struct phrasematch *match, struct phraserow *row);

/* One more word, which may belong to a phrase with those before or behind.  True where a
 * phrase or word is complete: *number.  After a document's last word phrasematch_take
 * gives the rest, until the row is empty. */
static inline bool phrasematch_push(const struct phrasematch *match, struct phraserow *row,
	uint64_t word, uint64_t *number)
{
	if (row->count == 0 && !phrasematch_begins(match, word)) {
		*number = word;
		return true;
	}
	row->word[row->count++] = word;
	if (row->count < NGRAM_WORDS)
		return false;
	*number = phrasematch_take(match, row);
	return true;
}

#endif
