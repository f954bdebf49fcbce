/* stoplist - the words that --stop means, and the rule of tokens that goes with them. */
#ifndef TEXT_STOPLIST_H
#define TEXT_STOPLIST_H

#include "base/fault.h"
#include "text/stopset.h"
#include "text/tokenrule.h"

#include <stddef.h>

/* what: "none", "english" (built in), or the path of a text whose words are
 * the list, split and folded by the rule's words and cjk; | and # begin comments.
 * Adds them to the set, and writes the list's name for a tokenrule: "none",
 * "english", or a digest. */
int stoplist_read(struct stopset *set, const char *what, const struct tokenrule *rule,
	char *name, size_t room, struct fault *fault) MUST_USE;

/* The rule that holds, and its stop words.  travelled is the line of the
 * vocabulary, NULL or "" for none: where there is one, arguments that say
 * something else are FAULT_USAGE, with both in the text.  stop is
 * initialised by the caller (zeroed) and released by it. */
int stoplist_resolve(struct tokenrule *rule, struct stopset *stop,
	const struct token_arguments *arguments, const char *travelled,
	struct fault *fault) MUST_USE;

#endif
