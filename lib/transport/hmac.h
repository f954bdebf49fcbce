/* hmac - HMAC-SHA1, which the hashed names in known_hosts are made with.
 *
 * For those names alone: nothing here trusts SHA-1.
 * Source: RFC 2104, RFC 3174. */
#ifndef TRANSPORT_HMAC_H
#define TRANSPORT_HMAC_H

#include <stddef.h>

enum { HMAC_SIZE = 20, HMAC_TEXT_MOST = 1024 };

/* size is at most HMAC_TEXT_MOST, and key_size at most 64. */
void hmac_sha1(const void *key, size_t key_size, const void *text, size_t size,
	unsigned char out[HMAC_SIZE]);

#endif
