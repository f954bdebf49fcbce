/* sshconfig.c - asking ssh -G, and its defaults where it can't be asked. */
#include "transport/sshconfig.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/answer.h"

#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PASSWD_ROOM = 16384 };

static int replace(char **text, const char *by, size_t length, struct fault *fault)
{
	free(*text);
	*text = memory_copy(by, length, fault);
	return *text ? 0 : -1;
}

/* The user's own entry; either part may be NULL. */
static int own_entry(char **home, char **name, struct fault *fault)
{
	const char *said = getenv("HOME");
	char *room = memory_zeroed(PASSWD_ROOM, 1, fault);
	struct passwd entry, *found = NULL;
	int failed = 0;

	if (!room)
		return -1;
	if (getpwuid_r(geteuid(), &entry, room, PASSWD_ROOM, &found) || !found)
		entry.pw_dir = entry.pw_name = NULL;
	if (!said || said[0] != '/')
		said = entry.pw_dir;
	if (home && said)
		failed = replace(home, said, strlen(said), fault);
	if (!failed && name && entry.pw_name)
		failed = replace(name, entry.pw_name, strlen(entry.pw_name), fault);
	free(room);
	return failed;
}

/* "~/" is the user's home.  A copy, or NULL. */
static char *sshconfig_home(const char *path, struct fault *fault)
{
	struct bytes whole = {0};
	char *home = NULL;

	if (strncmp(path, "~/", 2) != 0 && strncmp(path, "%d/", 3) != 0)
		return memory_copy(path, strlen(path), fault);
	if (own_entry(&home, NULL, fault) == 0
		&& (bytes_printf(&whole, fault, "%s/%s", home ? home : "", strchr(path, '/') + 1)
			|| bytes_terminate(&whole, fault)))
		bytes_release(&whole);
	free(home);
	return whole.data;
}

static int add_file(char **list, size_t *count, const char *path, size_t length,
	struct fault *fault)
{
	char *copy;

	if (*count == SSHCONFIG_FILES_MOST || length == 0)
		return 0;
	copy = memory_copy(path, length, fault);
	if (copy) {
		list[*count] = sshconfig_home(copy, fault);
		free(copy);
	}
	if (!copy || !list[*count])
		return -1;
	(*count)++;
	return 0;
}

/* A row of files with blanks between them. */
static int add_files(struct sshconfig *config, const char *value, struct fault *fault)
{
	while (*value) {
		size_t length = strcspn(value, " ");

		if (strncmp(value, "none", length) != 0 || length != 4)
			if (add_file(config->known_hosts, &config->known_hosts_files, value, length,
				fault))
				return -1;
		value += length + strspn(value + length, " ");
	}
	return 0;
}

static int needs_ssh(const char *what, const char *value, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "ssh_config has %s %.200s for it: use --rsh ssh", what,
		value);
}

static int take_agent(struct sshconfig *config, const char *value, struct fault *fault)
{
	config->no_agent = strcmp(value, "none") == 0;
	if (config->no_agent || strcmp(value, "SSH_AUTH_SOCK") == 0)
		return 0;
	free(config->agent);
	if (value[0] == '$')
		value = getenv(value + 1);
	config->agent = value ? sshconfig_home(value, fault) : NULL;
	return value && !config->agent ? -1 : 0;
}

static int take(struct sshconfig *config, const char *key, const char *value,
	struct fault *fault)
{
	uint64_t number;

	if (strcmp(key, "hostname") == 0)
		return replace(&config->address, value, strlen(value), fault);
	if (strcmp(key, "user") == 0)
		return replace(&config->user, value, strlen(value), fault);
	if (strcmp(key, "hostkeyalias") == 0)
		return replace(&config->alias, value, strlen(value), fault);
	if (strcmp(key, "identityfile") == 0)
		return add_file(config->identity, &config->identities, value, strlen(value), fault);
	if (strcmp(key, "userknownhostsfile") == 0 || strcmp(key, "globalknownhostsfile") == 0)
		return add_files(config, value, fault);
	if (strcmp(key, "identityagent") == 0)
		return take_agent(config, value, fault);
	if (strcmp(key, "identitiesonly") == 0)
		config->identities_only = strcmp(value, "yes") == 0;
	if (strcmp(key, "port") == 0 && number_parse_whole(value, strlen(value), &number)
		&& number <= 65535)
		config->port = (unsigned)number;
	if (strcmp(value, "none") == 0)
		return 0;
	if (strcmp(key, "proxyjump") == 0)
		return needs_ssh("ProxyJump", value, fault);
	if (strcmp(key, "proxycommand") == 0)
		return needs_ssh("ProxyCommand", value, fault);
	if (strcmp(key, "revokedhostkeys") == 0)
		return needs_ssh("RevokedHostKeys", value, fault);
	return 0;
}

/* The system's lists of host keys are printed before the user's, and count after them. */
static bool is_system(const char *key)
{
	return strcmp(key, "globalknownhostsfile") == 0;
}

static int parse(struct sshconfig *config, const char *text, bool system, struct fault *fault)
{
	char key[64], value[4096];

	while (*text) {
		size_t length = strcspn(text, "\n");
		const char *blank = memchr(text, ' ', length);

		if (blank && (size_t)(blank - text) < sizeof key
			&& length - (size_t)(blank - text) - 1 < sizeof value) {
			(void)snprintf(key, sizeof key, "%.*s", (int)(blank - text), text);
			(void)snprintf(value, sizeof value, "%.*s",
				(int)(length - (size_t)(blank - text) - 1), blank + 1);
			if (is_system(key) == system && take(config, key, value, fault))
				return -1;
		}
		text += length + (text[length] == '\n');
	}
	return 0;
}

int sshconfig_parse(struct sshconfig *config, const char *text, struct fault *fault)
{
	return parse(config, text, false, fault) || parse(config, text, true, fault) ? -1 : 0;
}

static int defaults(struct sshconfig *config, struct fault *fault)
{
	static const char *const files[] = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa",
		"~/.ssh/id_rsa"};
	size_t i;

	if (config->port == 0)
		config->port = 22;
	for (i = 0; i < sizeof files / sizeof *files; i++)
		if (add_file(config->identity, &config->identities, files[i], strlen(files[i]), fault))
			return -1;
	return add_files(config, "~/.ssh/known_hosts ~/.ssh/known_hosts2 "
		"/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2", fault);
}

/* 1: asked; 0: there is no ssh. */
static int ask(const char *address, const char *user, unsigned port, int cancel,
	struct bytes *answer, struct fault *fault)
{
	const char *word[10] = {"ssh", "-G"};
	char number[16];
	int count = 2;

	if (port) {
		(void)snprintf(number, sizeof number, "%u", port);
		word[count++] = "-p";
		word[count++] = number;
	}
	if (user) {
		word[count++] = "-l";
		word[count++] = user;
	}
	word[count++] = "--";
	word[count++] = address;
	if (answer_of(word, "ssh -G", cancel, answer, fault) == 0)
		return 1;
	if (fault->kind != FAULT_NO_INPUT)
		return -1;
	*fault = (struct fault){0};
	return 0;
}

int sshconfig_ask(struct sshconfig *config, const char *address, const char *user,
	unsigned port, int cancel, struct fault *fault)
{
	struct bytes answer = {0};
	int asked, failed;

	*config = (struct sshconfig){.port = port};
	asked = ask(address, user, port, cancel, &answer, fault);
	failed = asked < 0 || replace(&config->address, address, strlen(address), fault)
		|| own_entry(NULL, &config->user, fault)
		|| (user && replace(&config->user, user, strlen(user), fault))
		|| (asked ? sshconfig_parse(config, answer.data, fault) : defaults(config, fault));
	if (!failed && !config->user)
		failed = fault_set(fault, FAULT_USAGE, "no user's name: give --user");
	bytes_release(&answer);
	if (failed)
		sshconfig_release(config);
	return failed ? -1 : 0;
}

void sshconfig_release(struct sshconfig *config)
{
	size_t i;

	free(config->address);
	free(config->user);
	free(config->alias);
	free(config->agent);
	for (i = 0; i < config->identities; i++)
		free(config->identity[i]);
	for (i = 0; i < config->known_hosts_files; i++)
		free(config->known_hosts[i]);
	*config = (struct sshconfig){0};
}
