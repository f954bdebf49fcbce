/* sshconfig_test.c - what ssh -G answers, taken apart; and key files. */
#include "transport/sshconfig.h"
#include "transport/sshkeys.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct sshconfig config;
static struct fault fault;

static int parse(const char *text)
{
	sshconfig_release(&config);
	fault = (struct fault){0};
	return sshconfig_parse(&config, text, &fault);
}

static void answers(void)
{
	(void)setenv("HOME", "/home/joe", 1);
	CHECK(parse("host h1\nuser joe\nhostname 10.0.0.7\nport 2222\nproxyjump none\n"
		"identityfile ~/.ssh/id_a\nidentityfile /k/b\nidentitiesonly yes\n"
		"userknownhostsfile /x/known ~/known2\nglobalknownhostsfile none\n"
		"hostkeyalias seven\nidentityagent /run/agent\n") == 0);
	CHECK(strcmp(config.address, "10.0.0.7") == 0 && strcmp(config.user, "joe") == 0);
	CHECK(config.port == 2222 && strcmp(config.alias, "seven") == 0);
	CHECK(config.identities == 2 && strcmp(config.identity[0], "/home/joe/.ssh/id_a") == 0);
	CHECK(strcmp(config.identity[1], "/k/b") == 0 && config.identities_only);
	CHECK(config.known_hosts_files == 2 && strcmp(config.known_hosts[1], "/home/joe/known2") == 0);
	CHECK(strcmp(config.agent, "/run/agent") == 0 && !config.no_agent);
}

/* ssh -G prints the system's files first; messages name the first here, the user's. */
static void own_known_hosts_come_first(void)
{
	CHECK(parse("globalknownhostsfile /etc/a /etc/b\nuserknownhostsfile /u/a\n") == 0);
	CHECK(config.known_hosts_files == 3 && strcmp(config.known_hosts[0], "/u/a") == 0);
	CHECK(strcmp(config.known_hosts[1], "/etc/a") == 0);
}

static void only_ssh_can(void)
{
	CHECK(parse("proxyjump gate\n") == -1 && fault.kind == FAULT_USAGE);
	CHECK(strstr(fault.text, "--rsh ssh") != NULL);
	CHECK(parse("proxycommand nc %h %p\n") == -1);
	CHECK(parse("revokedhostkeys /etc/revoked\n") == -1);
	CHECK(parse("proxycommand none\nrevokedhostkeys none\nidentityagent none\n") == 0);
	CHECK(config.no_agent);
}

static void nonsense(void)
{
	char text[10000];
	int i;

	CHECK(parse("") == 0 && parse("\n\n") == 0 && parse("port\nport x\nport 70000\n") == 0);
	CHECK(config.port == 0);
	memset(text, 'x', sizeof text);
	memcpy(text, "user ", 5);
	text[sizeof text - 1] = 0;
	CHECK(parse(text) == 0 && !config.user);
	text[0] = 0;
	for (i = 0; i < 40; i++)
		strcat(text, "identityfile /k\n");
	CHECK(parse(text) == 0 && config.identities == SSHCONFIG_FILES_MOST);
}

static struct sshkey key;

static int parse_key(const char *text)
{
	sshkeys_release(&key);
	fault = (struct fault){0};
	CHECK(bytes_append(&key.text, text, strlen(text), &fault) == 0);
	CHECK(bytes_terminate(&key.text, &fault) == 0);
	return sshkeys_parse(&key, "key", &fault);
}

static void keys(void)
{
	/* "openssh-key-v1", no cipher, and the first half of the key */
	CHECK(parse_key("-----BEGIN OPENSSH PRIVATE KEY-----\n"
		"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAA\n"
		"IAAAAAtzc2gtZWQyNTUxOQAAAAF4\n"
		"-----END OPENSSH PRIVATE KEY-----\n") == -1);
	CHECK(parse_key("-----BEGIN OPENSSH PRIVATE KEY-----\n"
		"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAA\n"
		"DwAAAAtzc2gtZWQyNTUxOQ\n"
		"-----END OPENSSH PRIVATE KEY-----\n") == 0);
	CHECK(strcmp(key.kind, "ssh-ed25519") == 0 && !key.encrypted && key.open_half.size == 15);
	CHECK(parse_key("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n") == -1);
	CHECK(parse_key("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n") == 0);
	CHECK(strcmp(key.kind, "ssh-rsa") == 0 && key.encrypted);
	CHECK(parse_key("-----BEGIN EC PRIVATE KEY-----\n") == 0 && key.kind[0] == 0);
	CHECK(parse_key("ssh-ed25519 AAAA joe\n") == -1 && strstr(fault.text, "public"));
	CHECK(parse_key("") == -1 && fault.kind == FAULT_NO_INPUT);
}

static void kinds(void)
{
	CHECK(sshkeys_kind_works("ssh-ed25519", 0x010a00));
	CHECK(sshkeys_kind_works("ecdsa-sha2-nistp521", 0x010a00));
	CHECK(!sshkeys_kind_works("ssh-rsa", 0x010a00));
	CHECK(sshkeys_kind_works("ssh-rsa", 0x010b00));
	CHECK(!sshkeys_kind_works("sk-ssh-ed25519@openssh.com", 0x010b00));
	CHECK(!sshkeys_kind_works("ssh-dss", 0x010b00));
}

int main(void)
{
	RUN(answers);
	RUN(own_known_hosts_come_first);
	RUN(only_ssh_can);
	RUN(nonsense);
	RUN(keys);
	RUN(kinds);
	sshconfig_release(&config);
	sshkeys_release(&key);
	return unit_end();
}
