/* tokens - from text to tokens: words are found, folded, measured, dropped,
 * stemmed and joined as a tokenrule says.
 *
 *     tokens_start(&tokens, text, size);
 *     while (tokens_next(&tokens))
 *         for (i = 0; i < tokens.count; i++)
 *             ... tokens.text + tokens.token[i].at, .length ...
 *
 * Batches are small enough to stay in the first cache, and bound the memory
 * whatever the length of a document.  One struct a thread. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include "base/fault.h"
#include "text/ngrams.h"
#include "text/stem.h"
#include "text/stopset.h"
#include "text/tokenrule.h"
#include "text/unicode.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word of the most characters, and what a word can lead to. */
#define TOKEN_WORD_BYTES (4 * TOKEN_LENGTH_MOST + 4)
#define TOKEN_BATCH 512
#define TOKEN_BATCH_BYTES 32768

struct token {
	uint32_t at, length; /* in text; at is a multiple of 8 */
};

struct tokens {
	/* the batch: */
	size_t count;
	struct token *token; /* size TOKEN_BATCH */
	char *text;          /* each token filled up with zeros to a multiple of 8 bytes */
	size_t used;         /* bytes of text */
	/* since tokens_init: */
	uint64_t invalid;    /* bytes that were no UTF-8 */
	uint64_t stopped;    /* words that were stop words */
	uint64_t cjk;        /* tokens that are runs of more than four Han or kana */
	/* the rest is its own */
	struct tokenrule rule;
	const struct stopset *stop; /* NULL: none */
	struct stemmer *stemmer;    /* NULL: none */
	struct unicode unicode;
	struct ngrams ngrams;
	unsigned char fold[256];    /* a byte's lower case; 0 separates, 255 is not ASCII */
	const unsigned char *position, *end;
	char unit[64];              /* the CJK character before, where a run goes on */
	size_t unit_length, run;    /* run: characters of it so far */
};

/* stop is borrowed, and read only. */
int tokens_init(struct tokens *tokens, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault) MUST_USE;
void tokens_release(struct tokens *tokens);

/* text[size] must be readable and be a zero or a line end. */
void tokens_start(struct tokens *tokens, const char *text, size_t size);

/* The next batch; false, with count 0, at the end of the text. */
bool tokens_next(struct tokens *tokens);

#endif
