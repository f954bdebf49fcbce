/* encoding - in which encoding a text is that is no UTF-8. */
#ifndef STREAM_ENCODING_H
#define STREAM_ENCODING_H

#include "base/fault.h"

#include <stddef.h>

/* The likely encoding of text, by a sample of some hundred bytes at its first byte that is no
 * UTF-8: iconv's name.  A guess for messages, nothing is decoded by it. */
const char *encoding_guess(const unsigned char *sample, size_t size);

/* The place of the first byte that is no UTF-8; size: there is none. */
size_t encoding_invalid(const char *text, size_t size);

/* FAULT_DATA where there is one: the line, the likely encoding, and what to do. */
int encoding_check(const char *text, size_t size, struct fault *fault) MUST_USE;

/* The encoding that a byte order mark says, iconv's name, and the mark's length; NULL:
 * there is none, or it is that of UTF-8. */
const char *encoding_marked(const unsigned char *first, size_t size, size_t *mark);

#endif
