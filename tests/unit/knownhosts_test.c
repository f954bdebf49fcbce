/* knownhosts_test.c - base64, HMAC, and the lines of known_hosts files. */
#include "transport/base64.h"
#include "transport/hmac.h"
#include "transport/knownhosts.h"
#include "transport/sshkeys.h"
#include "transport/sshtrust.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* RFC 4648, section 10. */
static void base64(void)
{
	static const char *const texts[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
	static const char *const codes[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
	unsigned char out[16];
	char code[16];
	size_t size, i;

	for (i = 0; i < 7; i++) {
		base64_encode((const unsigned char *)texts[i], strlen(texts[i]), code);
		CHECK(strcmp(code, codes[i]) == 0);
		CHECK(base64_decode(codes[i], strlen(codes[i]), out, &size));
		CHECK(size == strlen(texts[i]) && memcmp(out, texts[i], size) == 0);
	}
	CHECK(base64_decode("Zg==", 4, out, &size) && size == 1);
	CHECK(base64_decode("Zm8=", 4, out, &size) && size == 2);
	CHECK(!base64_decode("Z", 1, out, &size));
	CHECK(!base64_decode("Zg=", 3, out, &size));
	CHECK(!base64_decode("Z===", 4, out, &size));
	CHECK(!base64_decode("Zm 9", 4, out, &size));
	CHECK(!base64_decode("Zm\0v", 4, out, &size));
}

/* RFC 2202, cases 1 and 2, and a text of several blocks. */
static void hmac(void)
{
	static const unsigned char one[] = {0xb6, 0x17, 0x31, 0x86, 0x55, 0x05, 0x72, 0x64, 0xe2, 0x8b,
		0xc0, 0xb6, 0xfb, 0x37, 0x8c, 0x8e, 0xf1, 0x46, 0xbe, 0x00};
	static const unsigned char two[] = {0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74,
		0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79};
	static const unsigned char four[] = {0x4c, 0x90, 0x07, 0xf4, 0x02, 0x62, 0x50, 0xc6, 0xbc, 0x84,
		0x14, 0xf9, 0xbf, 0x50, 0xc8, 0x6c, 0x2d, 0x72, 0x35, 0xda};
	unsigned char key[25], text[50], out[HMAC_SIZE];
	unsigned i;

	memset(key, 0x0b, 20);
	hmac_sha1(key, 20, "Hi There", 8, out);
	CHECK(memcmp(out, one, HMAC_SIZE) == 0);
	hmac_sha1("Jefe", 4, "what do ya want for nothing?", 28, out);
	CHECK(memcmp(out, two, HMAC_SIZE) == 0);
	for (i = 0; i < 25; i++)
		key[i] = (unsigned char)(i + 1);
	memset(text, 0xcd, 50);
	hmac_sha1(key, 25, text, 50, out);
	CHECK(memcmp(out, four, HMAC_SIZE) == 0);
}

/* Three texts with the form of keys. */
#define ONE "AAAAC3NzaC1lZDI1NTE5AAAAAW9uZQ=="
#define TWO "AAAAC3NzaC1lZDI1NTE5AAAAAXR3bw=="
#define ECDSA "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAB"

static int warnings;
static char warned[640];

static void warn(void *context, const char *text)
{
	(void)context;
	warnings++;
	(void)snprintf(warned, sizeof warned, "%s", text);
}

static struct knownhosts_query query;

static enum knownhosts_answer ask(const char *name, unsigned port, const char *key,
	const char *text)
{
	unsigned char blob[128];
	size_t size;

	query = (struct knownhosts_query){.name = name, .port = port, .key = blob, .warn = warn};
	warnings = 0;
	CHECK(base64_decode(key, strlen(key), blob, &size));
	query.key_size = size;
	knownhosts_scan(&query, "known", text, strlen(text));
	query.key = NULL;
	return query.answer;
}

static void plain_names(void)
{
	CHECK(ask("a", 22, ONE, "a ssh-ed25519 " ONE "\n") == KNOWNHOSTS_MATCH);
	CHECK(strcmp(query.place, "known, line 1") == 0 && strcmp(query.file, "known") == 0);
	CHECK(ask("A.Lan", 0, ONE, "b,a.lan ssh-ed25519 " ONE " comment\r\n") == KNOWNHOSTS_MATCH);
	CHECK(ask("a", 22, ONE, "A ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("a", 22, ONE, "ab ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("a", 22, ONE, "a ssh-ed25519 " TWO) == KNOWNHOSTS_CHANGED);
	CHECK(ask("a", 22, ONE, "a ssh-ed25519 " TWO "\na ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("a", 22, ONE, "a ecdsa-sha2-nistp256 " ECDSA) == KNOWNHOSTS_OTHER);
	CHECK(strcmp(query.kinds, "ecdsa-sha2-nistp256 ") == 0);
	CHECK(ask("a", 2222, ONE, "a ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("a", 2222, ONE, "[a]:2222 ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("::1", 2222, ONE, "[::1]:2222 ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(warnings == 0);
}

static void patterns(void)
{
	CHECK(ask("n7.lan", 22, ONE, "*.lan ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("n7.lan", 22, ONE, "n?.lan ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("n77.lan", 22, ONE, "n?.lan ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("n7.lan", 22, ONE, "*.lan,!n7.* ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("n7.lan", 22, ONE, "!n7.*,*.lan ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("n8.lan", 22, ONE, "!n7.*,*.lan ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("aab", 22, ONE, "*a*b ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("aba", 22, ONE, "*a*b ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("x", 22, ONE, "* ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("x", 22, ONE, "x** ssh-ed25519 " ONE) == KNOWNHOSTS_MATCH);
	CHECK(ask("x", 22, ONE, "x*y ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
}

/* As ssh-keygen -H wrote it for node7. */
static void hashes(void)
{
	static const char salt[] = "MDEyMzQ1Njc4OWFiY2RlZmdoaWo="; /* 0123456789abcdefghij */
	unsigned char digest[HMAC_SIZE];
	char code[64], line[256];

	hmac_sha1("0123456789abcdefghij", 20, "[node7]:2222", 12, digest);
	base64_encode(digest, HMAC_SIZE, code);
	(void)snprintf(line, sizeof line, "|1|%s|%s= ssh-ed25519 " ONE "\n", salt, code);
	CHECK(ask("node7", 2222, ONE, line) == KNOWNHOSTS_MATCH);
	CHECK(ask("NODE7", 2222, ONE, line) == KNOWNHOSTS_MATCH);
	CHECK(ask("node8", 2222, ONE, line) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("a", 22, ONE, "|1|short|x ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
	CHECK(ask("a", 22, ONE, "|1| ssh-ed25519 " ONE) == KNOWNHOSTS_UNKNOWN);
}

static void markers(void)
{
	CHECK(ask("a", 22, ONE, "a ssh-ed25519 " ONE "\n@revoked * ssh-ed25519 " ONE)
		== KNOWNHOSTS_REVOKED);
	CHECK(strcmp(query.place, "known, line 2") == 0);
	CHECK(ask("a", 22, ONE, "@revoked * ssh-ed25519 " ONE "\na ssh-ed25519 " ONE)
		== KNOWNHOSTS_REVOKED);
	CHECK(ask("a", 22, ONE, "@revoked * ssh-ed25519 " TWO "\na ssh-ed25519 " ONE)
		== KNOWNHOSTS_MATCH);
	CHECK(ask("a", 22, ONE, "@cert-authority * ssh-ed25519 " TWO) == KNOWNHOSTS_AUTHORITY);
	/* an authority's own key is no host's key */
	CHECK(ask("a", 22, ONE, "@cert-authority * ssh-ed25519 " ONE) == KNOWNHOSTS_AUTHORITY);
	CHECK(ask("a", 22, ONE, "@cert-authority * ssh-ed25519 " TWO "\na ssh-ed25519 " ONE)
		== KNOWNHOSTS_MATCH);
	CHECK(warnings == 0);
}

static void malformed(void)
{
	CHECK(ask("a", 22, ONE, "a\na ssh-ed25519\na ssh-ed25519 !\n@what a ssh-ed25519 " ONE
		"\na ssh-rsa " ONE "\na ssh-ed25519 AAAA\n# fine\n\n \t\na ssh-ed25519 " ONE)
		== KNOWNHOSTS_MATCH);
	CHECK(warnings == 6);
	CHECK(strcmp(warned, "known, line 6: malformed, skipped") == 0);
	CHECK(strcmp(query.place, "known, line 10") == 0);
}

/* A host's kinds of keys, each once, as many as fit; a longer one makes no sense. */
static void kinds_fit(void)
{
	unsigned char blob[4 + 64] = {0, 0, 0, 64};
	char code[128], lines[16384] = "";
	size_t used = 0, i, length;

	for (i = 0; i < 20; i++) {
		length = i < 19 ? 30 : 64;
		blob[3] = (unsigned char)length;
		memset(blob + 4, (int)('a' + i % 10), length);
		base64_encode(blob, 4 + length, code);
		used += (size_t)snprintf(lines + used, sizeof lines - used, "n %.*s %s\n", (int)length,
			(const char *)blob + 4, code);
	}
	CHECK(ask("n", 22, ONE, lines) == KNOWNHOSTS_OTHER && warnings == 1);
	CHECK(strlen(query.kinds) == 8 * 31);
	for (i = 0; i < 8; i++)
		CHECK(query.kinds[31 * i] == (char)('a' + i) && query.kinds[31 * i + 30] == ' ');
}

static void keys_are_files_of_the_account_alone(void)
{
	char path[] = "/tmp/key.XXXXXX";
	struct fault fault = {0};
	struct sshkey key;
	int descriptor = mkstemp(path);

	CHECK(descriptor >= 0 && close(descriptor) == 0);
	CHECK(sshkeys_read(&key, path, &fault) == -1 && fault.kind != FAULT_DENIED);
	CHECK(chmod(path, 0640) == 0 && sshkeys_read(&key, path, &fault) == -1);
	CHECK(fault.kind == FAULT_DENIED && strstr(fault.text, "(mode 0640): chmod 600 fixes it"));
	CHECK(unlink(path) == 0 && sshkeys_read(&key, path, &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
	CHECK(sshkeys_read(&key, "/dev/null", &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT && strstr(fault.text, "/dev/null: no private key"));
}

/* What is named as a file of known hosts, and may be none. */
static void files(void)
{
	static const char lines[] = "a\na ssh-ed25519 " ONE "\n";
	const char *folder = getenv("TMPDIR");
	char path[4096], below[4200];
	struct fault fault = {0};
	int descriptor;

	(void)snprintf(path, sizeof path, "%s/knownhosts.XXXXXX", folder ? folder : "/tmp");
	descriptor = mkstemp(path);
	CHECK(descriptor >= 0);
	query = (struct knownhosts_query){.name = "a"};
	CHECK(knownhosts_look(&query, path, &fault) == 0 && query.answer == KNOWNHOSTS_UNKNOWN);
	/* nobody is told of lines that are malformed */
	CHECK(write(descriptor, lines, sizeof lines - 1) == (ssize_t)sizeof lines - 1);
	CHECK(knownhosts_look(&query, path, &fault) == 0 && query.answer == KNOWNHOSTS_OTHER);
	CHECK(strcmp(query.kinds, "ssh-ed25519 ") == 0 && strstr(query.place, ", line 2"));
	(void)snprintf(below, sizeof below, "%s/below", path);
	CHECK(knownhosts_look(&query, below, &fault) == 0);
	CHECK(knownhosts_look(&query, "/dev/null", &fault) == 0);
	CHECK(knownhosts_look(&query, folder ? folder : "/tmp", &fault) == -1
		&& fault.kind == FAULT_NO_INPUT);
	fault = (struct fault){0};
	CHECK(ftruncate(descriptor, (off_t)1 << 30) == 0);
	CHECK(knownhosts_look(&query, path, &fault) == -1 && fault.kind == FAULT_NO_INPUT);
	fault = (struct fault){0};
	CHECK(unlink(path) == 0 && symlink(path, path) == 0);
	CHECK(knownhosts_look(&query, path, &fault) == -1 && fault.kind != FAULT_NONE);
	(void)unlink(path);
	(void)close(descriptor);
}

/* A key says its kind before all else. */
static void kinds(void)
{
	static const char key[] = "\0\0\0\3rsa", large[] = "\0\0\0\100" "0123456789012345678901234"
		"567890123456789012345678901234567890123456789";
	char kind[64];

	CHECK(knownhosts_kind(key, 7, kind) && strcmp(kind, "rsa") == 0);
	CHECK(!knownhosts_kind(key, 6, kind));
	CHECK(!knownhosts_kind(key, 3, kind));
	CHECK(!knownhosts_kind("\0\0\0\0", 4, kind));
	CHECK(!knownhosts_kind(large, sizeof large - 1, kind));
}

static void offers(void)
{
	static const char hello[] = "noise\r\nSSH-2.0-x\r\n"
		"\0\0\1\0\6\24" "0123456789abcdef" "\0\0\0\3kex" "\0\0\0\14rsa-sha2-512" "\0\0";
	char offered[512];
	size_t size;

	sshtrust_offered(hello, sizeof hello - 1, offered);
	CHECK(strcmp(offered, "rsa-sha2-512") == 0);
	for (size = 0; size < sizeof hello - 3; size++) {
		sshtrust_offered(hello, size, offered);
		CHECK(offered[0] == 0);
	}
	sshtrust_offered("SSH-2.0-x\n\377\377\377\377\377\24" "0123456789abcdef\377\377\377\377",
		36, offered);
	CHECK(offered[0] == 0);
}

int main(void)
{
	RUN(base64);
	RUN(hmac);
	RUN(plain_names);
	RUN(patterns);
	RUN(hashes);
	RUN(markers);
	RUN(malformed);
	RUN(kinds_fit);
	RUN(keys_are_files_of_the_account_alone);
	RUN(files);
	RUN(kinds);
	RUN(offers);
	return unit_end();
}
