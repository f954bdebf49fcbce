/* sshkeys - what a private key file holds, before anything is done with it. */
#ifndef TRANSPORT_SSHKEYS_H
#define TRANSPORT_SSHKEYS_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>

struct sshkey {
	struct bytes text;      /* the file */
	char kind[64];          /* "ssh-ed25519", ...; "": the file doesn't tell */
	bool encrypted;         /* with a passphrase */
	struct bytes open_half; /* the public key in its wire form, if known */
};

/* Reads FILE, and FILE.pub for what it doesn't tell.  FAULT_NO_INPUT where
 * it can't be read or is no private key, FAULT_DENIED where others may read
 * it. */
int sshkeys_read(struct sshkey *key, const char *path, struct fault *fault) MUST_USE;

/* The same from the file's text alone. */
int sshkeys_parse(struct sshkey *key, const char *path, struct fault *fault) MUST_USE;

/* Overwrites the secret. */
void sshkeys_release(struct sshkey *key);

/* True for the kinds that a libssh2 of this version number can sign with;
 * RSA keys need 1.11, which knows SHA-2 for them. */
bool sshkeys_kind_works(const char *kind, int libssh2_version);

#endif
