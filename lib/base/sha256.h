/* sha256 - names of contents that nobody can forge (FIPS 180-4).
 *
 * Names what is run, sent and taken over between accounts and hosts: objects,
 * tasks, results.  Nobody can make other bytes of the same name.  digest.h is
 * ten times as fast, and detects damage only. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sha256 {
	unsigned char byte[32];
};

#define SHA256_HEX 65 /* 64 hexadecimal digits and a zero */

struct sha256_state; /* one in the making */
struct sha256_state *sha256_new(struct fault *fault) MUST_USE;
void sha256_free(struct sha256_state *state);
void sha256_start(struct sha256_state *state);
void sha256_add(struct sha256_state *state, const void *data, size_t size);
/* Of all that was added; more may be added. */
struct sha256 sha256_end(const struct sha256_state *state);

struct sha256 sha256_of(const void *data, size_t size);

/* 64 bits of it, for tables that have it as key. */
uint64_t sha256_hash(const struct sha256 *sha256);

bool sha256_equal(const struct sha256 *a, const struct sha256 *b);
void sha256_hex(const struct sha256 *sha256, char hex[SHA256_HEX]);

/* Exactly 64 lower-case digits; false otherwise. */
bool sha256_parse(const char *hex, size_t length, struct sha256 *sha256);

#endif
