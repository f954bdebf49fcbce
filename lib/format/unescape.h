/* unescape - text whose line ends and tabs were escaped, as jq's @tsv and many
 * databases write it. */
#ifndef FORMAT_UNESCAPE_H
#define FORMAT_UNESCAPE_H

#include <stddef.h>

/* Resolves \n, \r, \t, \b, \f, \v, \0, \\, \", \', \/ and \uXXXX in place; another
 * backslash stays.  Returns the length, which does not grow. */
size_t unescape_text(char *text, size_t size);

#endif
