/* peek - is a file a matrix stream, and of which kind?  Checked before
 * a file is replaced. */
#ifndef STREAM_PEEK_H
#define STREAM_PEEK_H

#include "stream/header.h"

#include <stdbool.h>

/* Reads the first bytes.  False where the file can't be read or is no matrix stream. */
bool peek_kind(const char *path, enum kind *kind);
/* The same of a vocabulary, plain or compressed: its first line. */
bool peek_vocabulary(const char *path);

#endif
