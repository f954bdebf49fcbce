/* sshtrust.c - compares host keys with known_hosts, and explains differences. */
#include "transport/sshtrust.h"

#include "transport/base64.h"
#include "transport/hostnames.h"
#include "transport/knownhosts.h"
#include "transport/line.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { KEXINIT = 20, COOKIE = 16 };

static void warn(void *context, const char *text)
{
	line_warn(context, text);
}

static int look(const struct sshconfig *config, const struct link_options *options,
	struct knownhosts_query *query, struct fault *fault)
{
	size_t i;

	query->name = config->alias ? config->alias : config->address;
	query->port = config->alias ? 0 : config->port;
	query->warn = warn;
	/* context is handed back to warn above, which only reads it */
	query->warn_context = (void *)(uintptr_t)options;
	if (options->known_hosts)
		return knownhosts_look(query, options->known_hosts, fault);
	for (i = 0; i < config->known_hosts_files; i++)
		if (knownhosts_look(query, config->known_hosts[i], fault))
			return -1;
	return 0;
}

int sshtrust_kinds(const struct sshconfig *config, const struct link_options *options,
	char kinds[256], struct fault *fault)
{
	struct knownhosts_query query = {0};

	if (look(config, options, &query, fault))
		return -1;
	memcpy(kinds, query.kinds, 256);
	return 0;
}

/* ssh-keyscan's name for the kind: ed25519, ecdsa, rsa. */
static const char *short_kind(const char *kind)
{
	return strcmp(kind, "ssh-ed25519") == 0 ? "ed25519"
		: strncmp(kind, "ecdsa-", 6) == 0 ? "ecdsa" : "rsa";
}

/* FAULT_DENIED; unknown and changed keys differ in the line to run. */
static int deny(const struct knownhosts_query *query, const char *file, const char *said,
	const char *kind, struct fault *fault)
{
	char name[HOST_NAME_MOST + 16], port[16] = "";

	if (query->port && query->port != 22) {
		(void)snprintf(name, sizeof name, "'[%.*s]:%u'", HOST_NAME_MOST, query->name,
			query->port);
		(void)snprintf(port, sizeof port, " -p %u", query->port);
	} else {
		(void)snprintf(name, sizeof name, "%.*s", HOST_NAME_MOST, query->name);
	}
	switch (query->answer) {
	case KNOWNHOSTS_REVOKED:
		return fault_set(fault, FAULT_DENIED, "its host key %s is revoked (%s)", said,
			query->place);
	case KNOWNHOSTS_CHANGED:
		return fault_set(fault, FAULT_DENIED, "its host key has CHANGED, to %s, and %s has "
			"another: the connection may be intercepted; if the host has a new one, "
			"ssh-keygen -R %s -f %s removes the old", said, query->place, name,
			query->file);
	case KNOWNHOSTS_AUTHORITY:
		return fault_set(fault, FAULT_DENIED, "its host key %s is not known, and %s wants a "
			"certificate, which is not supported here: use --rsh ssh", said,
			query->place);
	default:
		return fault_set(fault, FAULT_DENIED, "its host key %s is not known%s%s%s: if it is "
			"the right one, ssh-keyscan%s -t %s %.*s >>%s adds it", said,
			query->answer == KNOWNHOSTS_OTHER ? " (" : "",
			query->answer == KNOWNHOSTS_OTHER ? query->place : "",
			query->answer == KNOWNHOSTS_OTHER ? " has one of another kind)" : "", port,
			short_kind(kind), HOST_NAME_MOST, query->name, file);
	}
}

int sshtrust_check(const struct sshconfig *config, const struct link_options *options,
	const void *key, size_t size, const unsigned char digest[32], struct fault *fault)
{
	struct knownhosts_query query = {.key = key, .key_size = size};
	char kind[64], fingerprint[64], said[160];
	const char *file = options->known_hosts ? options->known_hosts
		: config->known_hosts_files ? config->known_hosts[0] : "~/.ssh/known_hosts";

	if (!knownhosts_kind(key, size, kind))
		return fault_set(fault, FAULT_DENIED, "its host key is invalid");
	if (look(config, options, &query, fault))
		return -1;
	if (query.answer == KNOWNHOSTS_MATCH)
		return 0;
	base64_encode(digest, 32, fingerprint);
	(void)snprintf(said, sizeof said, "%s SHA256:%s", kind, fingerprint);
	return deny(&query, file, said, kind, fault);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void sshtrust_offered(const void *early, size_t size, char offered[512])
{
	const unsigned char *at = early, *end = at + size;
	int list;

	offered[0] = 0;
	/* lines until the one that begins with SSH-, then the first packet */
	for (;;) {
		const unsigned char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		bool banner = end - at > 4 && memcmp(at, "SSH-", 4) == 0;

		if (!stop)
			return;
		at = stop + 1;
		if (banner)
			break;
	}
	if (end - at < 6 + COOKIE || at[5] != KEXINIT)
		return;
	at += 6 + COOKIE;
	for (list = 0; list < 2; list++) {
		uint32_t length = end - at >= 4 ? be32(at) : UINT32_MAX;

		if (length > (size_t)(end - at))
			return;
		at += 4;
		if (length > (size_t)(end - at))
			return;
		if (list == 1)
			(void)fault_quote(offered, 512, (const char *)at, length);
		at += length;
	}
}
