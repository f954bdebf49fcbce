/* stemcount - what stems the words of a text have, and how often: each distinct word is
 * asked for once.  It belongs to one thread.
 *
 * Words and stems of at most 16 bytes share the table that is to hold the stems in the end:
 * a slot's df is 1 + the number of the word's stem, its last the number of the stem that it is
 * itself, or 0, its cf that of the word; most words that are rare are their own stems, and then
 * no second slot is looked for.  Longer words have a table of their own.  Numbers are from 1,
 * in the order in which stems come up, so that what is counted of the frequent ones
 * lies together; 0 is a stop word's, and that of a word of which nothing is left. */
#ifndef TEXT_STEMCOUNT_H
#define TEXT_STEMCOUNT_H

#include "base/fault.h"
#include "base/reserve.h"
#include "text/counts.h"
#include "text/stem.h"
#include "text/stopset.h"
#include "text/termtable.h"
#include "text/tokenrule.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stemstat {
	uint32_t last; /* document that had it last */
	uint32_t df;   /* or, for rows, the place in the open one */
};

struct stemcount {
	struct stemmer *stemmer; /* NULL: words are their own stems, and nothing else is here */
	const struct stopset *stop;
	struct counttable *table;
	struct termtable longer; /* words of more than 16 bytes; df: as of slots */
	struct reserve memory;   /* where stat lies */
	struct stemstat *stat;   /* size stems, from number 0 on */
	size_t stems, room;
};

/* The rule's stemmer; stop and table are borrowed. */
int stemcount_init(struct stemcount *stems, const struct tokenrule *rule,
	const struct stopset *stop, struct counttable *table, struct fault *fault) MUST_USE;
void stemcount_release(struct stemcount *stems); /* idempotent; accepts zeroed */

/* Bytes in use besides the table's. */
size_t stemcount_bytes(const struct stemcount *stems);

/* The numbers of the batch's tokens' stems, which are counted but for their documents: number
 * has room for TOKEN_BATCH. */
int stemcount_find(struct stemcount *stems, const struct tokens *tokens, uint32_t *number,
	struct fault *fault) MUST_USE;

/* The same, and counts them as ones of the document, from 1. */
int stemcount_add(struct stemcount *stems, const struct tokens *tokens, uint32_t document,
	struct fault *fault) MUST_USE;

/* The table holds the stems alone, with their counts, or, of rows, with their numbers as
 * wordrows_settle wants them.  It can then be sorted, spilled and cleared; the next
 * text begins anew.  *none is how many tokens had number 0. */
int stemcount_settle(struct stemcount *stems, bool rows, uint64_t *none,
	struct fault *fault) MUST_USE;

#endif
