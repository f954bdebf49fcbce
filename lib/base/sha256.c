/* sha256.c - SHA-256, by Nettle. */
#include "base/sha256.h"

#include "base/digest.h"
#include "base/hex.h"
#include "base/memory.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

struct sha256_state {
	struct sha256_ctx context;
};

struct sha256_state *sha256_new(struct fault *fault)
{
	struct sha256_state *state = memory_zeroed(1, sizeof *state, fault);

	if (state)
		sha256_start(state);
	return state;
}

void sha256_free(struct sha256_state *state)
{
	free(state);
}

void sha256_start(struct sha256_state *state)
{
	nettle_sha256_init(&state->context);
}

void sha256_add(struct sha256_state *state, const void *data, size_t size)
{
	if (size)
		nettle_sha256_update(&state->context, size, data);
}

struct sha256 sha256_end(const struct sha256_state *state)
{
	struct sha256_ctx context = state->context; /* which nettle resets */
	struct sha256 sha256;

	nettle_sha256_digest(&context, sizeof sha256.byte, sha256.byte);
	return sha256;
}

struct sha256 sha256_of(const void *data, size_t size)
{
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, data, size);
	return sha256_end(&state);
}

uint64_t sha256_hash(const struct sha256 *sha256)
{
	return digest_short(sha256->byte, sizeof sha256->byte, 1);
}

bool sha256_equal(const struct sha256 *a, const struct sha256 *b)
{
	return memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

void sha256_hex(const struct sha256 *sha256, char hex[SHA256_HEX])
{
	hex_write(sha256->byte, sizeof sha256->byte, hex);
}

bool sha256_parse(const char *hex, size_t length, struct sha256 *sha256)
{
	return hex_parse(hex, length, sha256->byte, sizeof sha256->byte);
}
