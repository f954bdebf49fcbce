/* connectors - words that may stand inside a phrase and say nothing of it: of, the. */
#ifndef TEXT_CONNECTORS_H
#define TEXT_CONNECTORS_H

#include "base/fault.h"
#include "text/stopset.h"
#include "text/tokenrule.h"

#define CONNECTORS_NAME 40 /* room for the name of a list */

/* what is "english", which is built in, or a text's path, whose words are the list, after | and #
 * comments.  The words are split, folded and stemmed as the rule says.  name: that of the
 * built-in list, or a digest of the words. */
int connectors_read(struct stopset *set, const char *what, const struct tokenrule *rule,
	char name[CONNECTORS_NAME], struct fault *fault) MUST_USE;
bool connectors_are_built_in(const char *what);

#endif
