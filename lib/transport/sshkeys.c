/* sshkeys.c - private key files: who may read them, and what is in them. */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "transport/sshkeys.h"

#include "transport/base64.h"
#include "transport/knownhosts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_FILE_MOST = 65536, LIBSSH2_WITH_RSA_SHA2 = 0x010b00 };

static int read_file(int descriptor, const char *path, struct bytes *out, struct fault *fault)
{
	ssize_t n;

	if (bytes_reserve(out, KEY_FILE_MOST + 1, fault))
		return -1;
	while ((n = read(descriptor, out->data + out->size, KEY_FILE_MOST + 1 - out->size)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_errno(fault, FAULT_NO_INPUT, errno, "%s", path);
		out->size += (size_t)n;
		if (out->size > KEY_FILE_MOST)
			return fault_set(fault, FAULT_NO_INPUT, "%s: no private key", path);
	}
	return bytes_terminate(out, fault);
}

/* A field of the wire form: four bytes of length, and the bytes. */
static bool take_field(const unsigned char **at, const unsigned char *end,
	const unsigned char **field, size_t *size)
{
	const unsigned char *p = *at;

	if (end - p < 4)
		return false;
	*size = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (*size > (size_t)(end - p) - 4)
		return false;
	*field = p + 4;
	*at = p + 4 + *size;
	return true;
}

/* The text between the lines, without line ends; false where they're not
 * there. */
static bool armoured(const char *text, const char *begin, const char *end, struct bytes *out,
	struct fault *fault, int *failed)
{
	const char *from = strstr(text, begin), *to = from ? strstr(from, end) : NULL;

	*failed = 0;
	if (!to)
		return false;
	for (from += strlen(begin); from < to && !*failed; from++)
		if (*from != '\n' && *from != '\r')
			*failed = bytes_append(out, from, 1, fault);
	return true;
}

/* PROTOCOL.key of OpenSSH: the public half stands before the secret one. */
static bool parse_own_form(struct sshkey *key, const unsigned char *data, size_t size,
	struct fault *fault, int *failed)
{
	static const char magic[] = "openssh-key-v1"; /* and its zero */
	const unsigned char *at = data + sizeof magic, *end = data + size, *field, *cipher;
	size_t length, cipher_length;

	*failed = 0;
	if (size < sizeof magic || memcmp(data, magic, sizeof magic) != 0
		|| !take_field(&at, end, &cipher, &cipher_length)
		|| !take_field(&at, end, &field, &length)
		|| !take_field(&at, end, &field, &length) || end - at < 4)
		return false;
	at += 4; /* the number of keys: one */
	if (!take_field(&at, end, &field, &length) || !knownhosts_kind(field, length, key->kind))
		return false;
	key->encrypted = cipher_length != 4 || memcmp(cipher, "none", 4) != 0;
	*failed = bytes_append(&key->open_half, field, length, fault);
	return true;
}

static int parse_openssh(struct sshkey *key, const char *path, struct fault *fault)
{
	struct bytes armour = {0}, data = {0};
	int failed = 0;
	bool good = armoured(key->text.data, "-----BEGIN OPENSSH PRIVATE KEY-----",
		"-----END OPENSSH PRIVATE KEY-----", &armour, fault, &failed);

	if (good && !failed)
		failed = bytes_reserve(&data, armour.size / 4 * 3 + 3, fault);
	if (good && !failed)
		good = base64_decode(armour.data, armour.size, (unsigned char *)data.data,
			&data.size) && parse_own_form(key, (unsigned char *)data.data, data.size,
			fault, &failed);
	if (!failed && !good)
		failed = fault_set(fault, FAULT_NO_INPUT, "%s: a damaged private key", path);
	if (armour.data)
		explicit_bzero(armour.data, armour.room);
	if (data.data)
		explicit_bzero(data.data, data.room);
	bytes_release(&armour);
	bytes_release(&data);
	return failed ? -1 : 0;
}

int sshkeys_parse(struct sshkey *key, const char *path, struct fault *fault)
{
	const char *text = key->text.data;

	if (strstr(text, "-----BEGIN OPENSSH PRIVATE KEY-----"))
		return parse_openssh(key, path, fault);
	key->encrypted = strstr(text, "Proc-Type: 4,ENCRYPTED") || strstr(text, "BEGIN ENCRYPTED");
	if (strstr(text, "-----BEGIN RSA PRIVATE KEY-----"))
		memcpy(key->kind, "ssh-rsa", sizeof "ssh-rsa");
	else if (strstr(text, "-----BEGIN DSA PRIVATE KEY-----"))
		memcpy(key->kind, "ssh-dss", sizeof "ssh-dss");
	else if (!strstr(text, " PRIVATE KEY-----"))
		return fault_set(fault, FAULT_NO_INPUT, "%s: no private key%s", path,
			strncmp(text, "ssh-", 4) == 0 || strncmp(text, "ecdsa-", 6) == 0
				? ", but a public one" : "");
	return 0;
}

/* Older forms keep the public half to themselves: the file beside it may
 * tell.  It is no fault where it doesn't. */
static int read_open_half(struct sshkey *key, const char *path, struct fault *fault)
{
	struct bytes line = {0};
	char name[4096];
	const char *from, *to;
	int descriptor, failed = 0;

	if (snprintf(name, sizeof name, "%s.pub", path) >= (int)sizeof name)
		return 0;
	descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (descriptor < 0)
		return 0;
	failed = read_file(descriptor, name, &line, fault);
	(void)close(descriptor);
	if (!failed && (from = strchr(line.data, ' '))) {
		from++;
		to = from + strcspn(from, " \r\n");
		failed = bytes_reserve(&key->open_half, (size_t)(to - from) / 4 * 3 + 3, fault);
		if (!failed && (!base64_decode(from, (size_t)(to - from),
				(unsigned char *)key->open_half.data, &key->open_half.size)
			|| !knownhosts_kind(key->open_half.data, key->open_half.size, key->kind)))
			key->open_half.size = 0;
	}
	bytes_release(&line);
	return failed ? -1 : 0;
}

int sshkeys_read(struct sshkey *key, const char *path, struct fault *fault)
{
	struct stat status;
	int descriptor, failed = 0;

	*key = (struct sshkey){0};
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (descriptor < 0 || fstat(descriptor, &status))
		failed = fault_errno(fault, FAULT_NO_INPUT, errno, "%s", path);
	else if (!S_ISREG(status.st_mode))
		failed = fault_set(fault, FAULT_NO_INPUT, "%s: no private key", path);
	else if (status.st_mode & 077)
		failed = fault_set(fault, FAULT_DENIED,
			"%s: others may read this private key (mode %04o): chmod 600 fixes it", path,
			(unsigned)status.st_mode & 07777);
	if (!failed)
		failed = read_file(descriptor, path, &key->text, fault)
			|| sshkeys_parse(key, path, fault);
	if (!failed && key->open_half.size == 0)
		failed = read_open_half(key, path, fault);
	if (descriptor >= 0)
		(void)close(descriptor);
	if (failed)
		sshkeys_release(key);
	return failed ? -1 : 0;
}

void sshkeys_release(struct sshkey *key)
{
	if (key->text.data)
		explicit_bzero(key->text.data, key->text.room);
	bytes_release(&key->text);
	bytes_release(&key->open_half);
	*key = (struct sshkey){0};
}

bool sshkeys_kind_works(const char *kind, int libssh2_version)
{
	static const char *const always[] = {"", "ssh-ed25519", "ecdsa-sha2-nistp256",
		"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"};
	size_t i;

	for (i = 0; i < sizeof always / sizeof *always; i++)
		if (strcmp(kind, always[i]) == 0)
			return true;
	return strcmp(kind, "ssh-rsa") == 0 && libssh2_version >= LIBSSH2_WITH_RSA_SHA2;
}
