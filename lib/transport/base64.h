/* base64 - the texts that keys and digests have in the files of SSH. */
#ifndef TRANSPORT_BASE64_H
#define TRANSPORT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* Decodes exactly length characters, padded or not, into out, which has room
 * for length / 4 * 3 + 3 bytes.  False for anything that is no base64. */
bool base64_decode(const char *text, size_t length, unsigned char *out, size_t *size);

/* Encodes without padding; out has room for (size * 4 + 2) / 3 + 1. */
void base64_encode(const unsigned char *data, size_t size, char *out);

#endif
