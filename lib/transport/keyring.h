/* keyring - the private keys that may be tried at one host. */
#ifndef TRANSPORT_KEYRING_H
#define TRANSPORT_KEYRING_H

#include "base/bytes.h"
#include "base/fault.h"
#include "transport/sshconfig.h"
#include "transport/sshkeys.h"

#include <stdbool.h>
#include <stddef.h>

struct keyring {
	struct sshkey key[SSHCONFIG_FILES_MOST];
	const char *path[SSHCONFIG_FILES_MOST]; /* borrowed */
	size_t count;
	bool only;          /* of an agent's keys only these */
	struct bytes tried; /* "NAME: why it was of no use; ..." */
};

/* asked is the one file to use (it must be there and be good), NULL: those
 * of the configuration that are there; what is wrong with one of them is
 * noted in tried. */
int keyring_fill(struct keyring *ring, const struct sshconfig *config, const char *asked,
	struct fault *fault) MUST_USE;

/* Does one of them have this public half? */
bool keyring_has(const struct keyring *ring, const void *open_half, size_t size);

/* Notes in tried why a key was of no use; a few hundred bytes of it stay. */
int keyring_note(struct keyring *ring, const char *name, const char *why,
	struct fault *fault) MUST_USE;

void keyring_release(struct keyring *ring);

#endif
