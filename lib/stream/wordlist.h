/* wordlist - a list of names or terms, one a line, that can be asked. */
#ifndef STREAM_WORDLIST_H
#define STREAM_WORDLIST_H

#include "base/fault.h"
#include "stream/termindex.h"
#include "stream/vocabulary.h"

#include <stddef.h>
#include <stdint.h>

struct wordlist {
	struct vocabulary words; /* distinct, in the order of bytes */
	struct termindex index;
};

/* Plain or gzip-compressed text; path "-" is standard input.  Empty lines
 * are skipped, a word may stand there more than once, lines may end in CR
 * LF.  FAULT_DATA where a line has a tab or a zero, or is too long. */
int wordlist_read(struct wordlist *list, const char *path, struct fault *fault) MUST_USE;
void wordlist_release(struct wordlist *list); /* accepts zeroed */

/* Its place in words, or TERM_UNKNOWN. */
uint32_t wordlist_find(const struct wordlist *list, const char *word, size_t length);

#endif
