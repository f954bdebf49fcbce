/* stoplist - the words that --stop means, and the rule of tokens that goes with them. */
#ifndef TEXT_STOPLIST_H
#define TEXT_STOPLIST_H

#include "base/fault.h"
#include "text/stopset.h"
#include "text/tokenrule.h"

#include <stddef.h>

/* Adds the words of a text that is held, or of a file, where | and # begin comments: split and
 * folded as the rule says, whatever their length, and stemmed as said. */
int stoplist_add_words(struct stopset *set, const char *text, size_t size,
	const struct tokenrule *rule, const char *stem, struct fault *fault) MUST_USE;
int stoplist_add_file(struct stopset *set, const char *path, const struct tokenrule *rule,
	const char *stem, struct fault *fault) MUST_USE;

/* The rule that holds, and its stop words.  travelled is the line of the
 * vocabulary, NULL or "" for none: where there is one, arguments that say
 * something else are FAULT_USAGE, with both in the text.  stop is
 * initialised by the caller (zeroed) and released by it. */
int stoplist_resolve(struct tokenrule *rule, struct stopset *stop,
	const struct token_arguments *arguments, const char *travelled,
	struct fault *fault) MUST_USE;

#endif
