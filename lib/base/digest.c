/* digest.c - 128-bit names of contents, by libxxhash. */
#include "base/digest.h"

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

uint64_t digest_hash(const struct digest *digest)
{
	return digest_short(digest->byte, sizeof digest->byte, 1);
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
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < sizeof digest->byte; i++) {
		hex[2 * i] = digits[digest->byte[i] >> 4];
		hex[2 * i + 1] = digits[digest->byte[i] & 15];
	}
	hex[DIGEST_HEX - 1] = 0;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool digest_parse(const char *hex, size_t length, struct digest *digest)
{
	size_t i;

	if (length != DIGEST_HEX - 1)
		return false;
	for (i = 0; i < sizeof digest->byte; i++) {
		int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest->byte[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
