/* tokens_internal - what tokens.c, runs.c and freewords.c have in common: pieces of text
 * that are not all ASCII, words between blanks and of a regex, and what happens to a word
 * that was found. */
#ifndef TEXT_TOKENS_INTERNAL_H
#define TEXT_TOKENS_INTERNAL_H

#include "text/tokens.h"

enum {
	TOKENS_NOT_ASCII = 255,
	TOKENS_SLACK = TOKEN_BATCH_BYTES / 2 /* more than all n-grams that end in one word */
};

static inline bool tokens_room(const struct tokens *tokens)
{
	return tokens->count <= TOKEN_BATCH - EDGES_WORDS
		&& tokens->used <= TOKEN_BATCH_BYTES - TOKENS_SLACK;
}

/* The word at text + used is folded; what the rule says happens to it. */
void tokens_finish(struct tokens *tokens, size_t length, size_t characters, bool cjk);

/* Takes words from at to end, where a separator stands, or until the batch is full;
 * returns where it stopped. Done where that is end and tokens->run is 0. */
const unsigned char *runs_scan(struct tokens *tokens, const unsigned char *at,
	const unsigned char *end);

/* As runs_scan, to the end of the text: words between blanks, or what the regex matches.
 * A regex that fails sets tokens->failed, and the text ends. */
const unsigned char *freewords_scan(struct tokens *tokens, const unsigned char *at);

#endif
