/* peek - is a file a matrix stream, and of which kind?  For what must be known before
 * a file is replaced. */
#ifndef STREAM_PEEK_H
#define STREAM_PEEK_H

#include "stream/header.h"

#include <stdbool.h>

/* Looks at the first bytes.  False where the file can't be read or is none. */
bool peek_kind(const char *path, enum kind *kind);

#endif
