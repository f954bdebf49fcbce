/* stoplist - the words that --stop means. */
#ifndef TEXT_STOPLIST_H
#define TEXT_STOPLIST_H

#include "base/fault.h"
#include "text/stopset.h"

#include <stddef.h>

struct tokenrule;

/* what: "none", "english" (built in), or the path of a text whose words are
 * the list, split and folded by the rule's words and cjk; | and # begin comments.  Adds them to the
 * set, and writes the list's name for a tokenrule: "none", "english", or a
 * digest. */
int stoplist_read(struct stopset *set, const char *what, const struct tokenrule *rule,
	char *name, size_t room, struct fault *fault) MUST_USE;

#endif
