/* shellword - a word as a shell takes it. */
#ifndef BASE_SHELLWORD_H
#define BASE_SHELLWORD_H

#include "base/bytes.h"
#include "base/fault.h"

/* Appends the word, in single quotes unless a shell takes all of its characters for
 * themselves. */
int shellword_put(struct bytes *out, const char *word, struct fault *fault) MUST_USE;

#endif
