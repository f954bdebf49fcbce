/* sshlogin.c - who we are: an agent's keys, then those of files. */
#include "transport/sshlogin.h"

#include "transport/keyring.h"
#include "transport/knownhosts.h"
#include "transport/sshsession.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENT_KEYS_MOST = 64 };

static int note_kind(struct keyring *ring, const char *key, const char *kind,
	struct fault *fault)
{
	char why[160];

	if (strcmp(kind, "ssh-rsa") == 0)
		(void)snprintf(why, sizeof why, "an RSA key, which libssh2 %s can't use (1.11 can)",
			libssh2_version(0));
	else
		(void)snprintf(why, sizeof why, "a key of kind %s, which libssh2 can't use", kind);
	return keyring_note(ring, key, why, fault);
}

/* The answer to a key that was tried: 1 we are in, 0 go on, -1. */
static int judge(struct sshsession *ssh, int rc, struct keyring *ring, const char *key,
	struct fault *fault)
{
	if (rc == 0)
		return 1;
	if (ssh->errnum || rc == LIBSSH2_ERROR_SOCKET_DISCONNECT || rc == LIBSSH2_ERROR_SOCKET_RECV
		|| rc == LIBSSH2_ERROR_SOCKET_SEND)
		return sshsession_lost(ssh, "logging in", fault);
	return keyring_note(ring, key, rc == LIBSSH2_ERROR_AUTHENTICATION_FAILED
		|| rc == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED ? "not accepted" : "can't be used", fault);
}

static int try_file(struct sshsession *ssh, struct keyring *ring, size_t i, struct fault *fault)
{
	const char *user = ssh->config->user, *path = ring->path[i];
	const struct sshkey *key = &ring->key[i];
	int rc;

	if (!sshkeys_kind_works(key->kind, LIBSSH2_VERSION_NUM))
		return note_kind(ring, path, key->kind, fault);
	if (key->encrypted)
		return keyring_note(ring, path, "has a passphrase: ssh-add it to an agent", fault);
	while ((rc = libssh2_userauth_publickey_frommemory(ssh->session, user, strlen(user), NULL,
		0, key->text.data, key->text.size, NULL)) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "logging in", fault))
			return -1;
	return judge(ssh, rc, ring, path, fault);
}

static int try_identity(struct sshsession *ssh, struct keyring *ring, LIBSSH2_AGENT *agent,
	struct libssh2_agent_publickey *identity, struct fault *fault)
{
	const char *user = ssh->config->user;
	char kind[64], name[128], quoted[80];
	int rc;

	(void)snprintf(name, sizeof name, "agent's %s", fault_quote(quoted, sizeof quoted,
		identity->comment ? identity->comment : "key",
		identity->comment ? strlen(identity->comment) : 3));
	if (!knownhosts_kind(identity->blob, identity->blob_len, kind))
		return 0;
	if (!sshkeys_kind_works(kind, LIBSSH2_VERSION_NUM))
		return note_kind(ring, name, kind, fault);
	while ((rc = libssh2_agent_userauth(agent, user, identity)) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "logging in", fault))
			return -1;
	return judge(ssh, rc, ring, name, fault);
}

static int try_agent(struct sshsession *ssh, struct keyring *ring, struct fault *fault)
{
	const struct sshconfig *config = ssh->config;
	struct libssh2_agent_publickey *identity = NULL, *next;
	LIBSSH2_AGENT *agent = NULL;
	int done = 0, tries;

	if (config->no_agent)
		return 0;
	if (!config->agent && !getenv("SSH_AUTH_SOCK"))
		return keyring_note(ring, "no agent", "SSH_AUTH_SOCK is not set", fault);
	agent = libssh2_agent_init(ssh->session);
	if (!agent)
		return sshsession_lost(ssh, "agent", fault);
	if (config->agent)
		libssh2_agent_set_identity_path(agent, config->agent);
	if (libssh2_agent_connect(agent) || libssh2_agent_list_identities(agent)) {
		done = keyring_note(ring, "agent", "doesn't answer", fault);
	} else {
		for (tries = 0; tries < AGENT_KEYS_MOST && done == 0
			&& libssh2_agent_get_identity(agent, &next, identity) == 0; tries++) {
			identity = next;
			if (!ring->only || keyring_has(ring, identity->blob, identity->blob_len))
				done = try_identity(ssh, ring, agent, identity, fault);
		}
		if (tries == 0)
			done = keyring_note(ring, "agent", "has no keys", fault);
	}
	(void)libssh2_agent_disconnect(agent);
	libssh2_agent_free(agent);
	return done;
}

/* 1 where the host wants no more, 0, -1. */
static int ask_methods(struct sshsession *ssh, bool *final, struct fault *fault)
{
	const char *user = ssh->config->user;
	char *list;

	while (!(list = libssh2_userauth_list(ssh->session, user, (unsigned)strlen(user)))) {
		if (libssh2_userauth_authenticated(ssh->session))
			return 1;
		if (libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			return sshsession_lost(ssh, "logging in", fault);
		if (sshsession_await(ssh, "logging in", fault))
			return -1;
	}
	if (strstr(list, "publickey"))
		return 0;
	*final = true;
	return fault_set(fault, FAULT_DENIED,
		"it takes no keys from %s, only %.100s: use --rsh ssh", user, list);
}

int sshlogin(struct sshsession *ssh, bool *final, struct fault *fault)
{
	struct keyring ring = {.count = 0};
	int done = keyring_fill(&ring, ssh->config, ssh->options->identity, fault);
	size_t i;

	*final = done != 0;
	if (done == 0)
		done = ask_methods(ssh, final, fault);
	if (done == 0)
		done = try_agent(ssh, &ring, fault);
	for (i = 0; i < ring.count && done == 0; i++)
		done = try_file(ssh, &ring, i, fault);
	if (done == 0) {
		*final = true;
		done = fault_set(fault, FAULT_DENIED,
			"no key lets %s in (%s); --rsh ssh asks the ssh client",
			ssh->config->user, ring.tried.size ? ring.tried.data : "there are none");
	}
	keyring_release(&ring);
	return done == 1 ? 0 : -1;
}
