/* bagcolumns - the columns of a vocabulary's terms, for a batch of tokens at once.
 *
 * A table of its own instead of stream/termindex.h: its slots hold term and column
 * together, where that one reads three places. */
#ifndef TEXT_BAGCOLUMNS_H
#define TEXT_BAGCOLUMNS_H

#include "base/fault.h"
#include "stream/vocabulary.h"
#include "text/lexicon.h"
#include "text/phrasematch.h"
#include "text/stopset.h"
#include "text/termtable.h"
#include "text/tokens.h"
#include "text/wordtable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BAG_UNKNOWN (LEXICON_NONE - 2) /* no column; a lexicon holds the number + 1 */
#define BAG_STOPPED LEXICON_NONE

/* The number of a term, in df: its column, BAG_STOPPED, or, of a word that phrases alone
 * have, one from size on. */
struct bagcolumns {
	struct wordtable words;
	struct termtable terms; /* of more than 16 bytes */
	bool has_phrases;       /* of n-grams the words are in the tables, not they themselves */
	struct phrasematch phrases;
	size_t size;            /* columns */
	uint32_t next;          /* number of the next word that is no term */
};

/* stop: words that are dropped here and not by the tokens; NULL: none.  phrases: the
 * vocabulary's n-grams are phrases. */
int bagcolumns_init(struct bagcolumns *columns, const struct vocabulary *vocabulary,
	const struct stopset *stop, bool phrases, struct fault *fault) MUST_USE;
void bagcolumns_release(struct bagcolumns *columns); /* idempotent; accepts zeroed */

/* The numbers of a batch: column has room for as many.  Re-entrant, as is the next. */
void bagcolumns_find(const struct bagcolumns *columns, const struct tokens *tokens,
	uint32_t *column);

/* The number of a stem, for a lexicon's numbering, whose context is a struct bagcolumns. */
int bagcolumns_stem(void *context, const char *stem, size_t length, uint32_t *number,
	struct fault *fault) MUST_USE;

#endif
