/* digest.c - 128-bit names of contents, by libxxhash. */
#include "base/digest.h"

#include "base/hex.h"

#include <string.h>
#include <xxhash.h>

static struct digest canonical(XXH128_hash_t hash)
{
	XXH128_canonical_t bytes;
	struct digest digest;

	XXH128_canonicalFromHash(&bytes, hash);
	memcpy(digest.byte, bytes.digest, sizeof digest.byte);
	return digest;
}

struct digester *digest_new(struct fault *fault)
{
	XXH3_state_t *state = XXH3_createState();

	if (!state) {
		(void)fault_set(fault, FAULT_SYSTEM, "out of memory");
		return NULL;
	}
	(void)XXH3_128bits_reset(state);
	return (struct digester *)state;
}

void digest_free(struct digester *digester)
{
	(void)XXH3_freeState((XXH3_state_t *)digester);
}

void digest_start(struct digester *digester)
{
	(void)XXH3_128bits_reset((XXH3_state_t *)digester);
}

void digest_add(struct digester *digester, const void *data, size_t size)
{
	if (size)
		(void)XXH3_128bits_update((XXH3_state_t *)digester, data, size);
}

struct digest digest_end(const struct digester *digester)
{
	return canonical(XXH3_128bits_digest((const XXH3_state_t *)digester));
}

struct digest digest_of(const void *data, size_t size)
{
	return canonical(XXH3_128bits(data, size));
}

uint64_t digest_short(const void *data, size_t size, uint64_t key)
{
	return XXH3_64bits_withSeed(data, size, key);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

void digest_hex(const struct digest *digest, char hex[DIGEST_HEX])
{
	hex_write(digest->byte, sizeof digest->byte, hex);
}

bool digest_parse(const char *hex, size_t length, struct digest *digest)
{
	return hex_parse(hex, length, digest->byte, sizeof digest->byte);
}
