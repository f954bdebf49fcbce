/* hosts_fuzz.c - any bytes as what describes hosts: a list of them, a
 * known_hosts file, a host's greeting, ssh -G's answer, a private key. */
#define _GNU_SOURCE
#include "transport/hosts.h"
#include "transport/knownhosts.h"
#include "transport/sshconfig.h"
#include "transport/sshkeys.h"
#include "transport/sshtrust.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void list(const char *text, size_t size)
{
	struct hosts hosts;
	struct fault fault = {0};
	size_t i;

	if (hosts_parse(&hosts, text, size, &fault)) {
		if (fault.kind == FAULT_NONE || hosts.host || hosts.count)
			abort();
		return;
	}
	if (hosts.count == 0 || hosts.count > HOSTS_MOST)
		abort();
	for (i = 0; i < hosts.count; i++) {
		const struct host *host = &hosts.host[i];

		/* no word of ours may be taken for an option, or mean more to a shell */
		if ((host->address && (host->address[0] == '-' || strpbrk(host->address, " '\"$`;&|<>\\")))
			|| (host->user && (host->user[0] == '-' || strpbrk(host->user, " '\"$`;&|<>\\")))
			|| (host->bin && (host->bin[0] != '/' || strpbrk(host->bin, " '\"$`;&|<>\\*?[]~#")))
			|| host->slots < 1 || host->slots > SLOTS_MOST || host->port > 65535)
			abort();
	}
	hosts_release(&hosts);
}

static void warn(void *context, const char *text)
{
	*(size_t *)context += strlen(text);
}

static void known(const char *text, size_t size)
{
	static const char key[] = "\0\0\0\13ssh-ed25519\0\0\0\1x";
	size_t warned = 0;
	struct knownhosts_query query = {.name = "node7.lan", .port = 2222, .key = key,
		.key_size = sizeof key - 1, .warn = warn, .warn_context = &warned};

	knownhosts_scan(&query, "known", text, size);
	/* without our key in it there is no match */
	if (query.answer == KNOWNHOSTS_MATCH && !memmem(text, size, "AAAAC3NzaC1lZDI1NTE5AAAAAX", 26))
		abort();
}

static void asked(const char *text, struct fault *fault)
{
	struct sshconfig config = {0};

	if (sshconfig_parse(&config, text, fault) && fault->kind == FAULT_NONE)
		abort();
	sshconfig_release(&config);
}

static void key(const char *text, size_t size, struct fault *fault)
{
	struct sshkey parsed = {0};

	if (bytes_append(&parsed.text, text, size, fault) == 0
		&& bytes_terminate(&parsed.text, fault) == 0
		&& sshkeys_parse(&parsed, "key", fault) && fault->kind == FAULT_NONE)
		abort();
	sshkeys_release(&parsed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	char offered[512], *text;

	if (size == 0)
		return 0;
	/* a block of its own, so that a read past its end is seen */
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = 0;
	switch (data[0]) {
	case 'l': list(text, size - 1); break;
	case 'k': known(text, size - 1); break;
	case 'g': sshtrust_offered(text, size - 1, offered); break;
	case 'c': asked(text, &fault); break;
	default: key(text, size - 1, &fault); break;
	}
	free(text);
	return 0;
}
