/* wordstem - what becomes of a distinct word: whoever keeps it asks once, without the cache of
 * stem.h. */
#ifndef TEXT_WORDSTEM_H
#define TEXT_WORDSTEM_H

#include "text/stem.h"
#include "text/stopset.h"
#include "text/tokens.h"
#include "text/wordkey.h"

#include <stddef.h>

#define WORDSTEM_ROOM (TOKEN_WORD_BYTES + WORD_BYTES)

/* The length of the word's stem, which is followed by WORD_BYTES zeros; words of CJK characters
 * are their own stems.  0: it is a stop word (NULL: there are none), or nothing is left of it. */
size_t wordstem(struct stemmer *stemmer, const struct stopset *stop, const char *word,
	size_t length, char stem[WORDSTEM_ROOM]);

#endif
