/* wordsinfo - what stream-info says of a vocabulary that is a file of its own. */
#ifndef CMD_COMMON_WORDSINFO_H
#define CMD_COMMON_WORDSINFO_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>

/* True where the operand is a file that begins as a vocabulary does; standard input and
 * pipes are not looked into. */
bool wordsinfo_is(const char *path);

/* Appends lines key<TAB>value, or the line that makes it again. */
int wordsinfo(const char *path, bool command, struct bytes *out, struct fault *fault) MUST_USE;

#endif
