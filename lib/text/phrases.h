/* phrases - selects the n-grams of a vocabulary that are phrases.
 *
 * An n-gram is cut in two between neighbours that are no connectors; connectors at a cut
 * belong to neither part, and one that begins or ends in a connector is no phrase.  Its
 * score is the least over all cuts: each cut holds, so that a phrase of three words is
 * more than one of two beside any other.
 *
 * Calling sequence: phrases_init; phrases_count and, for n-grams that may stay,
 * phrases_need for all terms; phrases_fill for all terms again; phrases_check;
 * phrases_keep. */
#ifndef TEXT_PHRASES_H
#define TEXT_PHRASES_H

#include "base/fault.h"
#include "text/phrasescore.h"
#include "text/spill.h"
#include "text/stopset.h"
#include "text/termtable.h"
#include "text/tokenrule.h"

#include <stdbool.h>
#include <stdint.h>

/* As a command line has them; NULL: not given. */
struct phrases_arguments {
	const char *phrases, *connectors;
};

struct phrases {
	struct phrase_rule rule;
	struct stopset connectors;
	struct termtable parts; /* of n-grams that may stay, with their cf */
	uint64_t words, tokens; /* of all terms of one word; of all terms */
};

/* rule: the token options of the vocabulary, which afterwards say what the phrases are.
 * FAULT_USAGE; FAULT_DATA where phrases can't be told from words. */
int phrases_init(struct phrases *phrases, const struct phrases_arguments *arguments,
	struct tokenrule *rule, struct fault *fault) MUST_USE;
void phrases_release(struct phrases *phrases); /* idempotent; accepts zeroed */

/* True for a term of several words. */
bool phrases_is_ngram(const struct termcount *count);

void phrases_count(struct phrases *phrases, const struct termcount *count);
int phrases_need(struct phrases *phrases, const struct termcount *count,
	struct fault *fault) MUST_USE;
void phrases_fill(struct phrases *phrases, const struct termcount *count);

/* tokens: that the vocabulary says.  FAULT_DATA where terms have been dropped. */
int phrases_check(const struct phrases *phrases, uint64_t tokens, struct fault *fault) MUST_USE;

/* A term of one word, or a phrase.  Re-entrant. */
bool phrases_keep(const struct phrases *phrases, const struct termcount *count);

#endif
