/* ngrams - the last few words of a document, joined by '_'. */
#ifndef TEXT_NGRAMS_H
#define TEXT_NGRAMS_H

#include "base/fault.h"

#include <stddef.h>

enum { NGRAM_WORDS = 5 };

struct ngrams {
	size_t most;  /* n: words of the longest */
	size_t count; /* words held, at most n */
	char *text;   /* word_word_word; owned */
	size_t used;
	size_t start[NGRAM_WORDS]; /* where each word begins */
};

/* word_most: bytes of the longest word. */
int ngrams_init(struct ngrams *ngrams, size_t most, size_t word_most,
	struct fault *fault) MUST_USE;
void ngrams_release(struct ngrams *ngrams);
void ngrams_clear(struct ngrams *ngrams); /* a document begins */

/* One more word.  Afterwards the n-grams that end in it are
 * text + start[i] up to used, for i from 0 to count - 2. */
void ngrams_add(struct ngrams *ngrams, const char *word, size_t length);

#endif
