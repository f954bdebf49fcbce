/* stopwords - the lists of stop words that are built in. */
#ifndef TEXT_STOPWORDS_H
#define TEXT_STOPWORDS_H

#include <stdbool.h>
#include <stddef.h>

/* The words, blanks between, of a language by the name that --stem has for it; NULL for any
 * other. */
const char *stopwords_of(const char *language, size_t length);

/* The next name of "a,b,c" at *at, which a comma may precede; its length, 0 after the last. */
size_t stopwords_next(const char **at);

/* True for "none", and for languages with commas between. */
bool stopwords_are_built_in(const char *what);

#endif
