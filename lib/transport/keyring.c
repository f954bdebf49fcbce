/* keyring.c - gathering the private keys, and why they didn't do. */
#include "transport/keyring.h"

#include <errno.h>
#include <string.h>

enum { TRIED_MOST = 600 };

int keyring_note(struct keyring *ring, const char *name, const char *why, struct fault *fault)
{
	if (ring->tried.size > TRIED_MOST)
		return 0;
	if (bytes_printf(&ring->tried, fault, "%s%s%s%s", ring->tried.size ? "; " : "", name,
		*name ? ": " : "", why))
		return -1;
	return bytes_terminate(&ring->tried, fault);
}

int keyring_fill(struct keyring *ring, const struct sshconfig *config, const char *asked,
	struct fault *fault)
{
	size_t i;

	ring->only = config->identities_only || asked;
	if (asked) {
		ring->path[0] = asked;
		ring->count = sshkeys_read(&ring->key[0], asked, fault) == 0;
		return ring->count ? 0 : -1;
	}
	for (i = 0; i < config->identities; i++) {
		struct fault reason = {0};

		if (sshkeys_read(&ring->key[ring->count], config->identity[i], &reason) == 0)
			ring->path[ring->count++] = config->identity[i];
		else if (reason.errnum != ENOENT && reason.errnum != ENOTDIR
			&& keyring_note(ring, "", reason.text, fault))
			return -1;
	}
	return 0;
}

bool keyring_has(const struct keyring *ring, const void *open_half, size_t size)
{
	size_t i;

	for (i = 0; i < ring->count; i++)
		if (ring->key[i].open_half.size == size
			&& memcmp(ring->key[i].open_half.data, open_half, size) == 0)
			return true;
	return false;
}

void keyring_release(struct keyring *ring)
{
	size_t i;

	for (i = 0; i < ring->count; i++)
		sshkeys_release(&ring->key[i]);
	bytes_release(&ring->tried);
	*ring = (struct keyring){.count = 0};
}
