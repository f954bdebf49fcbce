/* digest - 128-bit names of contents (XXH3, canonical byte order).
 *
 * Detects damage and names content, not against forgery: who can write a
 * stream can write its digest.  What is run or passed on between accounts is
 * named by sha256.h. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
	unsigned char byte[16];
};

#define DIGEST_HEX 33 /* 32 hexadecimal digits and a zero */

struct digester; /* a digest in the making */
struct digester *digest_new(struct fault *fault) MUST_USE;
void digest_free(struct digester *digester);
void digest_start(struct digester *digester);
void digest_add(struct digester *digester, const void *data, size_t size);
struct digest digest_end(const struct digester *digester);

struct digest digest_of(const void *data, size_t size);

/* 64 bits of it, keyed: the place of a name in a random order. */
uint64_t digest_short(const void *data, size_t size, uint64_t key);

bool digest_equal(const struct digest *a, const struct digest *b);
void digest_hex(const struct digest *digest, char hex[DIGEST_HEX]);

/* Exactly 32 lower-case digits; false otherwise. */
bool digest_parse(const char *hex, size_t length, struct digest *digest);

#endif
