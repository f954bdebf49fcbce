/* stem - words to stems (Snowball's algorithms, libstemmer), with a cache of
 * recent words. */
#ifndef TEXT_STEM_H
#define TEXT_STEM_H

#include "base/fault.h"

#include <stddef.h>

struct stemmer; /* of one thread */

/* 0 where the algorithm is known by this name or is "none"; FAULT_USAGE,
 * which lists the names, otherwise. */
int stem_check(const char *language, struct fault *fault) MUST_USE;

struct stemmer *stem_new(const char *language, struct fault *fault) MUST_USE;
void stem_free(struct stemmer *stemmer); /* accepts NULL */

/* Replaces the word by its stem; returns the stem's length, which is at most
 * room. A stem that would not fit leaves the word as it is. */
size_t stem(struct stemmer *stemmer, char *word, size_t length, size_t room);

/* The same without the cache, for words that are asked for once. */
size_t stem_once(struct stemmer *stemmer, char *word, size_t length, size_t room);

#endif
