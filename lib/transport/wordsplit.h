/* wordsplit - a line of words that a person typed, as a shell would cut it. */
#ifndef TRANSPORT_WORDSPLIT_H
#define TRANSPORT_WORDSPLIT_H

#include "base/fault.h"

#include <stddef.h>

enum { WORDSPLIT_MOST = 64 }; /* words of a line */

/* Cuts the text at blanks, in place; quotes of both kinds keep blanks together.
 * Nothing else means anything: no shell looks at it.  word has room for most of them,
 * and at least one is there.  FAULT_USAGE that names the option. */
int wordsplit(char *text, const char *option, const char **word, size_t most, size_t *count,
	struct fault *fault) MUST_USE;

#endif
