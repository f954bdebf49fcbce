/* lexicon - caches what becomes of each distinct word: whether it is a stop
 * word, its stem, and what number the stem has.  It belongs to one thread.
 *
 * A table of the words that were seen holds the number of each one's stem; it may be
 * cleared at any time.  Where stems are only counted: text/stemcount.h. */
#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include "base/fault.h"
#include "text/stem.h"
#include "text/stopset.h"
#include "text/termtable.h"
#include "text/tokenrule.h"
#include "text/tokens.h"
#include "text/wordtable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEXICON_NONE UINT32_MAX /* a stop word, or nothing is left of it */

/* The number of a stem, below LEXICON_NONE - 1.  The stem lies at a multiple of 8 and is
 * followed by 8 zeros at least. */
struct numbering {
	void *context;
	int (*number)(void *context, const char *stem, size_t length, uint32_t *number,
		struct fault *fault);
};

struct lexicon {
	struct wordtable words;  /* df: the number + 1 */
	struct termtable terms;  /* the same of longer words */
	struct stemmer *stemmer; /* NULL: words are their own stems */
	const struct stopset *stop;
};

/* The rule's stemmer; stop is borrowed. */
int lexicon_init(struct lexicon *lexicon, const struct tokenrule *rule,
	const struct stopset *stop, struct fault *fault) MUST_USE;
void lexicon_release(struct lexicon *lexicon); /* idempotent; accepts zeroed */
void lexicon_clear(struct lexicon *lexicon);   /* accepts zeroed */
size_t lexicon_bytes(const struct lexicon *lexicon);

static inline bool lexicon_stems(const struct lexicon *lexicon)
{
	return lexicon->stemmer != NULL;
}

/* The numbers of the batch's tokens: number has room for TOKEN_BATCH.  Words that are
 * new are asked for. */
int lexicon_find(struct lexicon *lexicon, const struct tokens *tokens,
	const struct numbering *numbering, uint32_t *number, struct fault *fault) MUST_USE;

#endif
