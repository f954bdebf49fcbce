/* tokens - from text to tokens: words are found, folded, measured, dropped,
 * stemmed and joined as a tokenrule says.
 *
 *     tokens_start(&tokens, text, size);
 *     while (tokens_next(&tokens))
 *         for (i = 0; i < tokens.count; i++)
 *             ... tokens_bytes(&tokens, i), tokens_length(&tokens, i) ...
 *
 * A token of at most 16 bytes is its own key (text/wordkey.h); a longer one lies
 * in text.  Batches are small enough to stay in the first cache, and bound the
 * memory whatever the length of a document.  One struct a thread. */
#ifndef TEXT_TOKENS_H
#define TEXT_TOKENS_H

#include "base/fault.h"
#include "text/edges.h"
#include "text/ngrams.h"
#include "text/pattern.h"
#include "text/stem.h"
#include "text/stopset.h"
#include "text/tokenrule.h"
#include "text/unicode.h"
#include "text/wordkey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest word, and the most tokens that a word can lead to. */
#define TOKEN_WORD_BYTES (4 * TOKEN_LENGTH_MOST + 4)
#define TOKENS_BEHIND (EDGES_BEHIND + 1)
#define TOKEN_BATCH 512
#define TOKEN_BATCH_BYTES 32768

/* Words of scripts that have no blanks between words, as far as they stand for several. */
struct tokenruns {
	uint64_t cjk;          /* runs of more than four Han or kana */
	uint64_t cjk_overlong; /* those of them that were too long for a token */
	uint64_t unspaced;     /* runs of more than 24 Thai, Lao, Burmese or Khmer characters */
	uint64_t overlong;     /* those of them that were too long for a token */
};

static inline void tokenruns_add(struct tokenruns *sum, const struct tokenruns *runs)
{
	sum->cjk += runs->cjk;
	sum->cjk_overlong += runs->cjk_overlong;
	sum->unspaced += runs->unspaced;
	sum->overlong += runs->overlong;
}

struct tokens {
	/* the batch: */
	size_t count;
	struct wordkey *key; /* size TOKEN_BATCH; of a long token lo is 0, hi its place and length */
	char *text;          /* the long tokens, each filled up with zeros to a multiple of 8 bytes */
	size_t used;         /* bytes of text */
	/* since tokens_init: */
	uint64_t invalid;    /* bytes that were no UTF-8 */
	uint64_t stopped;    /* words that were stop words */
	struct tokenruns runs;
	/* the rest is its own, shared with runs.c */
	struct tokenrule rule;
	const struct stopset *stop; /* NULL: none */
	struct stemmer *stemmer;    /* NULL: none */
	struct pattern *pattern;    /* NULL: words are not found by a regex */
	bool plain;                 /* no stop words, stems, n-grams or more to fold */
	bool apart;                 /* words are found without edges */
	struct unicode unicode;
	struct ngrams ngrams;
	unsigned char fold[256];    /* a byte's lower case; 0 separates, 255 is not ASCII */
	struct edges edges;
	uint16_t *pair;             /* size 2048: letters of two bytes, by code point (runs.c) */
	uint64_t *plane;            /* size 2048: two bits a character of the first plane */
	const unsigned char *position; /* where an open piece continues, NULL: none is open */
	const unsigned char *piece_end, *end;
	char unit[64];              /* the CJK character before, where a run goes on */
	size_t unit_length, run;    /* run: characters of it so far */
	const unsigned char *valid_from, *valid_end; /* UTF-8 that a regex is matched with */
	bool failed;                /* the regex did, and why: */
	struct fault fault;
};

/* stop is borrowed, and read only. */
int tokens_init(struct tokens *tokens, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault) MUST_USE;
void tokens_release(struct tokens *tokens);

/* text[size] must be a zero or a line end, and as many as TOKENS_BEHIND bytes behind the
 * text be readable, whatever they are. */
void tokens_start(struct tokens *tokens, const char *text, size_t size);

/* The next batch; false, with count 0, at the end of the text. */
bool tokens_next(struct tokens *tokens);

/* After the last batch: FAULT_DATA where a regex gave up on the text. */
static inline int tokens_check(const struct tokens *tokens, struct fault *fault)
{
	if (!tokens->failed)
		return 0;
	*fault = tokens->fault;
	return -1;
}

static inline bool tokens_long(const struct tokens *tokens, size_t i)
{
	return tokens->key[i].lo == 0;
}

/* The token's bytes: not ended by a zero where there are 16 of them. */
static inline const char *tokens_bytes(const struct tokens *tokens, size_t i)
{
	return tokens_long(tokens, i) ? tokens->text + (uint32_t)tokens->key[i].hi
				      : (const char *)&tokens->key[i];
}

static inline size_t tokens_length(const struct tokens *tokens, size_t i)
{
	return tokens_long(tokens, i) ? (size_t)(tokens->key[i].hi >> 32)
				      : wordkey_length(tokens->key[i]);
}

#endif
